using System.Net;

namespace Warren.Drivers.Docker.Engine;

/// <summary>An engine's answer that a call failed, with its own words.</summary>
internal sealed class EngineRefusal(HttpStatusCode status, string message) : Exception(message)
{
    /// <summary>The status of the answer.</summary>
    public HttpStatusCode Status { get; } = status;
}
