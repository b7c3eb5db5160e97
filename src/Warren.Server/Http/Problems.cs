using System.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;
using Warren.Api;

namespace Warren.Server.Http;

/// <summary>Says what a caller may know of a failure.</summary>
public sealed partial class Problems(ILogger<Problems> logger)
{
    /// <summary>Turns a failure into what its caller may know of it. What is no <see cref="WarrenException"/> is logged.</summary>
    public Problem Describe(HttpContext context, Exception failure)
    {
        if (failure is WarrenException known)
            return Create(context, known.Code, known.Message) with { Errors = known.Errors.Count > 0 ? known.Errors : null, AvailableTools = known.AvailableTools };
        if (failure is BadHttpRequestException bad)
        {
            var code = ErrorCodes.FromHttpStatus(bad.StatusCode);
            return Create(context, code, code == ErrorCode.TooLarge ? "The request body is larger than is allowed here." : bad.Message);
        }
        LogFault(failure, context.Request.Method, context.Request.Path);
        return Create(context, ErrorCode.Internal, "Warren failed at this request; its log has the details under the trace id.");
    }

    /// <summary>Describes an error of a request.</summary>
    public static Problem Create(HttpContext context, ErrorCode code, string detail) => new()
    {
        Title = ReasonPhrases.GetReasonPhrase(ErrorCodes.HttpStatus(code)),
        Status = ErrorCodes.HttpStatus(code),
        Detail = detail,
        Code = ErrorCodes.ToWire(code),
        TraceId = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier,
    };

    [LoggerMessage(100, LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFault(Exception failure, string method, string path);
}
