using System.Globalization;
using System.Net.Mime;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Warren.Api;

namespace Warren.Server.Http;

/// <summary>The one place where a failure, or an answer that routing left empty, becomes problem details (RFC 9457).</summary>
public sealed class ProblemMiddleware(RequestDelegate next, Problems problems)
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
            if (failure is WarrenException { RetryAfter: { } wait })
                context.Response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            await WriteAsync(context, problems.Describe(context, failure));
            return;
        }
        if (!context.Response.HasStarted && Unanswered(context) is { } problem)
            await WriteAsync(context, problem);
    }

    private static Problem? Unanswered(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status400BadRequest => Problems.Create(context, ErrorCode.InvalidRequest,
            "A parameter of the query is missing or cannot be read; see /api-docs/openapi.json for what is taken here."),
        StatusCodes.Status404NotFound => Problems.Create(context, ErrorCode.NotFound,
            "There is nothing at this path; see /api-docs/openapi.json for what there is."),
        StatusCodes.Status405MethodNotAllowed => Problems.Create(context, ErrorCode.InvalidRequest,
            $"This path does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}.") with
        { Status = 405 },
        StatusCodes.Status415UnsupportedMediaType => Problems.Create(context, ErrorCode.InvalidRequest,
            "The body is of a type that is not taken here; see /api-docs/openapi.json.") with
        { Status = 415 },
        _ => null,
    };

    private static async Task WriteAsync(HttpContext context, Problem problem)
    {
        var response = context.Response;
        var (allow, retryAfter) = (response.Headers.Allow, response.Headers.RetryAfter);
        response.Clear();
        (response.Headers.Allow, response.Headers.RetryAfter) = (allow, retryAfter);
        OwnPages.Harden(response);
        if (problem.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        response.StatusCode = problem.Status;
        response.ContentType = MediaTypeNames.Application.ProblemJson;
        var body = problem with { Title = ReasonPhrases.GetReasonPhrase(problem.Status) };
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body, WarrenJson.Wire.Problem), context.RequestAborted);
    }
}
