using Microsoft.AspNetCore.Http.Features;

namespace Warren.Server.Observability;

/// <summary>Names the span of a request by its route, where someone collects spans.</summary>
internal sealed class RequestTracing(RequestDelegate next)
{
    /// <summary>Runs the request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span && context.GetEndpoint() is RouteEndpoint endpoint)
        {
            span.DisplayName = $"{context.Request.Method} {endpoint.RoutePattern.RawText}";
            span.SetTag("http.route", endpoint.RoutePattern.RawText);
        }
        return next(context);
    }
}
