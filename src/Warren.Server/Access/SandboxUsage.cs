using Warren.Api.Access;
using Warren.Api.Sandboxes;

namespace Warren.Server.Access;

/// <summary>Adds up what sandboxes take of what quotas limit.</summary>
internal static class SandboxUsage
{
    /// <summary>What those take that neither failed nor are destroyed.</summary>
    public static QuotaUsage Sum(IEnumerable<SandboxSnapshot> sandboxes, DateTimeOffset now)
    {
        List<SandboxSnapshot> counted = [.. sandboxes.Where(sandbox => sandbox is { State: not (SandboxState.Failed or SandboxState.Destroyed), DesiredState: not DesiredState.Destroyed })];
        return new()
        {
            Sandboxes = counted.Count,
            Cpu = counted.Sum(sandbox => sandbox.Spec.Cpu ?? 0),
            Memory = counted.Sum(sandbox => sandbox.Spec.Memory ?? 0),
            Disk = counted.Sum(sandbox => sandbox.Spec.Disk ?? 0),
            Artifacts = 0,
            RunTimeSeconds = counted.Sum(sandbox => RunTime(sandbox, now)),
            RequestsPerMinute = 0,
        };
    }

    private static double RunTime(SandboxSnapshot sandbox, DateTimeOffset now) =>
        sandbox is { State: SandboxState.Running or SandboxState.Paused, StartedAt: { } start } && now > start ? (now - start).TotalSeconds : 0;
}
