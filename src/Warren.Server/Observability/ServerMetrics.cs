using System.Diagnostics.Metrics;
using Warren.Sandboxes;

namespace Warren.Server.Observability;

/// <summary>What this server counts of its own, beside <see cref="SandboxTelemetry"/>.</summary>
internal sealed class ServerMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Warren.Server";

    /// <summary>Creates the instruments.</summary>
    public ServerMetrics(IMeterFactory meters, SandboxService sandboxes) =>
        meters.Create(Name).CreateObservableGauge("warren.sandboxes", () => Count(sandboxes), "{sandbox}", "Sandboxes by state and driver");

    private static IEnumerable<Measurement<int>> Count(SandboxService sandboxes) => sandboxes.Count().Select(group => new Measurement<int>(
        group.Value, new("state", group.Key.State.ToString().ToLowerInvariant()), new("driver", group.Key.Driver)));
}
