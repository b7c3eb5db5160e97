using Warren.Api;

namespace Warren.Server.Ports;

/// <summary>Says why a port did not answer. What the port sent is not repeated: it is the sandbox's.</summary>
internal static class PortFailure
{
    /// <summary>What a caller is told; null where the failure is none of the port's.</summary>
    public static WarrenException? Explain(Exception failure, PortCall call)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
            switch (cause)
            {
                case WarrenException { Code: ErrorCode.NotFound or ErrorCode.Conflict }:
                    return new(ErrorCode.PortUnavailable, $"Nothing listens on port {call.Port} in sandbox {call.Sandbox}; start a program there that listens on 127.0.0.1 or on every address.", failure);
                case WarrenException known:
                    return known;
                case BadHttpRequestException:
                    return null;
            }
        return failure switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } => new(
                ErrorCode.PortUnavailable, $"What listens on port {call.Port} in sandbox {call.Sandbox} does not answer in HTTP/1.1, or with more than 32 KiB of headers.", failure),
            HttpRequestException or IOException => new(
                ErrorCode.PortUnavailable, $"What listens on port {call.Port} in sandbox {call.Sandbox} broke off before it had answered.", failure),
            _ => null,
        };
    }

    /// <summary>What a caller is told whose answer does not begin.</summary>
    public static WarrenException Late(PortCall call, TimeSpan time) => new(
        ErrorCode.DeadlineExceeded, $"What listens on port {call.Port} in sandbox {call.Sandbox} did not begin to answer within {time.TotalSeconds} s.");
}
