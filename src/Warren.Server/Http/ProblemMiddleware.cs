using System.Diagnostics;
using System.Net.Mime;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Warren.Api;

namespace Warren.Server.Http;

/// <summary>The one place where a failure, or an answer that routing left empty, becomes problem details (RFC 9457).</summary>
public sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    /// <summary>Runs the request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // Whoever asked is gone; nobody reads an answer.
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, Describe(context, failure));
            return;
        }
        if (!context.Response.HasStarted && Unanswered(context) is { } problem)
            await WriteAsync(context, problem);
    }

    /// <summary>Turns a failure into what its caller may know of it. What is no <see cref="WarrenException"/> is logged.</summary>
    public Problem Describe(HttpContext context, Exception failure)
    {
        if (failure is WarrenException known)
            return Problem(context, known.Code, known.Message) with { Errors = known.Errors.Count > 0 ? known.Errors : null };
        if (failure is BadHttpRequestException bad)
        {
            var code = ErrorCodes.FromHttpStatus(bad.StatusCode);
            return Problem(context, code, code == ErrorCode.TooLarge ? "The request body is larger than is allowed here." : bad.Message);
        }
        LogFault(logger, failure, context.Request.Method, context.Request.Path);
        return Problem(context, ErrorCode.Internal, "Warren failed at this request; its log has the details under the trace id.");
    }

    private static Problem? Unanswered(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Problem(context, ErrorCode.NotFound,
            "There is nothing at this path; see /api-docs/openapi.json for what there is."),
        StatusCodes.Status405MethodNotAllowed => Problem(context, ErrorCode.InvalidRequest,
            $"This path does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}.") with { Status = 405 },
        StatusCodes.Status415UnsupportedMediaType => Problem(context, ErrorCode.InvalidRequest,
            "The body is of a type that is not taken here; see /api-docs/openapi.json.") with { Status = 415 },
        _ => null,
    };

    private static Problem Problem(HttpContext context, ErrorCode code, string detail) => new()
    {
        Title = "",
        Status = ErrorCodes.HttpStatus(code),
        Detail = detail,
        Code = ErrorCodes.ToWire(code),
        TraceId = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier,
    };

    private static async Task WriteAsync(HttpContext context, Problem problem)
    {
        var response = context.Response;
        var allow = response.Headers.Allow;
        response.Clear();
        response.Headers.Allow = allow;
        if (problem.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        response.StatusCode = problem.Status;
        response.ContentType = MediaTypeNames.Application.ProblemJson;
        var body = problem with { Title = ReasonPhrases.GetReasonPhrase(problem.Status) };
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body, WarrenJson.Wire.Problem), context.RequestAborted);
    }

    [LoggerMessage(100, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void LogFault(ILogger logger, Exception failure, string method, string path);
}
