using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Api.Tools;
using Warren.Sandboxes;

namespace Warren.Tools.Runs;

/// <summary>
/// Makes the places of runs, and finds those that an earlier server made. They are in sandboxes of an owner that no caller
/// is, so that nobody else gets in.
/// </summary>
internal sealed partial class RunPlaces(SandboxService sandboxes, ToolRunOptions options, ILogger<RunPlaces> logger)
{
    private const string OwnerPrefix = "tools:", NamePrefix = "run-";
    private readonly CellHosts _cells = new(sandboxes, options, logger);

    // A sandbox that nobody has removed by then has been forgotten.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    /// <summary>Checks what a run asks for.</summary>
    /// <exception cref="WarrenException">It cannot be had; everything that is wrong is named by its field.</exception>
    public void Check(string? image, ToolInput input) => sandboxes.Check(Spec("", image, input));

    /// <summary>Makes the place of a run: where it does not say which, a cell where there can be one, else a sandbox.</summary>
    public async Task<IRunPlace> OpenAsync(ToolRunRecord run, ToolCall call, CancellationToken cancellationToken)
    {
        var (owner, spec) = (OwnerPrefix + run.Owner, Spec(run.Run.Id, call.Tool.Image, call.Input));
        var cell = spec with { Name = null, Lifetime = null };
        if (call.Input.Placement == ToolPlacement.Sandbox || (call.Input.Placement is null && !sandboxes.Cells.CanHold(cell)))
            return new SandboxPlace(sandboxes, await sandboxes.CreateAsync(spec, owner, cancellationToken), owner);
        var (opened, host) = await _cells.OpenAsync(cell, owner, cancellationToken);
        return new CellPlace(opened, host.ImageDigest, run.Run.CreatedAt);
    }

    /// <summary>The place that an earlier server made for a run; null where it is not there or has come to an end.</summary>
    public SandboxPlace? Find(string runId, string owner)
    {
        try
        {
            var found = sandboxes.Get(NamePrefix + runId, OwnerPrefix + owner);
            return found.State == SandboxState.Running ? new(sandboxes, found, OwnerPrefix + owner) : null;
        }
        catch (WarrenException gone) when (gone.Code == ErrorCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Removes the places of all runs but those that go on.</summary>
    public async Task RemoveExceptAsync(IReadOnlySet<string> runs)
    {
        foreach (var (owner, sandbox) in sandboxes.ListAll())
        {
            if (!owner.StartsWith(OwnerPrefix, StringComparison.Ordinal) || (sandbox.Spec.Name is { } name && name.StartsWith(NamePrefix, StringComparison.Ordinal) && runs.Contains(name[NamePrefix.Length..])))
                continue;
            try
            {
                await sandboxes.DeleteAsync(sandbox.Id, owner, CancellationToken.None);
            }
            catch (WarrenException failure)
            {
                LogNotRemoved(failure, sandbox.Id); // Its lifetime ends it, at the latest.
            }
        }
    }

    /// <summary>Removes what is of no use to the next server.</summary>
    public Task EndAsync() => _cells.RemoveAllAsync();

    private SandboxSpec Spec(string runId, string? image, ToolInput input) => new()
    {
        Name = $"{NamePrefix}{runId}",
        Image = image,
        Cpu = input.Cpu ?? options.Cpu,
        Memory = input.Memory ?? options.Memory,
        Disk = input.Disk ?? options.Disk,
        Pids = input.Pids ?? options.Pids,
        Lifetime = new() { TimeoutSeconds = (input.Timeout ?? options.Timeout) + Grace.TotalSeconds, OnTimeout = TimeoutAction.Destroy },
    };

    [LoggerMessage(1200, LogLevel.Warning, "The sandbox {Sandbox} of a run that is over could not be removed; it is tried again when its lifetime ends.")]
    private partial void LogNotRemoved(Exception failure, string sandbox);
}
