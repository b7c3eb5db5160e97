using System.Text;
using Warren.Api;
using Warren.Api.Tools;
using Warren.Client;

namespace Warren.Faults.Tests;

/// <summary>Looks whether the runs of tools went as their callers were told: none is lost, and none is a success that was none.</summary>
internal sealed class RunInspection(Round round, Workload workload)
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(40), Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits for their ends, and looks at all of them.</summary>
    /// <returns>How they stand.</returns>
    public async Task<string> RunAsync(WarrenClient client, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        List<ToolRun> runs;
        while ((runs = await ListAsync(client, cancellationToken)).Any(IsUnfinished) && TimeProvider.System.GetElapsedTime(began) < EndLimit)
            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        foreach (var left in runs.Where(IsUnfinished))
            Wrong(left, $"it is still {left.State} after {EndLimit.TotalSeconds} s");
        foreach (var promise in workload.Runs)
            await InspectAsync(client, promise, [.. runs.Where(run => run.SessionId == promise.Label)], cancellationToken);
        foreach (var run in runs.Where(run => workload.Runs.All(promise => promise.Label != run.SessionId)))
            Wrong(run, "nobody asked for it");
        return await StatesAsync(client, cancellationToken);
    }

    /// <summary>How all of them stand.</summary>
    public static async Task<string> StatesAsync(WarrenClient client, CancellationToken cancellationToken) =>
        string.Join(", ", (await ListAsync(client, cancellationToken)).Select(run => $"{run.Id} {run.State}"));

    /// <summary>Removes them all, also where a strike has filled the disk just before: it has room again soon.</summary>
    public static async Task RemoveAsync(WarrenClient client, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await ListAsync(client, cancellationToken) is { Count: > 0 } left)
            try
            {
                foreach (var run in left)
                    await client.Tools.DeleteRunAsync(run.Id, cancellationToken);
            }
            catch (WarrenException full) when (full.Code == ErrorCode.EngineUnavailable && TimeProvider.System.GetElapsedTime(began) < EndLimit)
            {
                await Task.Delay(Poll, TimeProvider.System, cancellationToken);
            }
    }

    /// <summary>The folders of artifacts.</summary>
    public static IEnumerable<string> Folders(string state) => Path.Combine(state, "artifacts") is var all && Directory.Exists(all)
        ? Directory.EnumerateDirectories(all).SelectMany(Directory.EnumerateFileSystemEntries) : [];

    private static async Task<List<ToolRun>> ListAsync(WarrenClient client, CancellationToken cancellationToken) =>
        await client.Tools.ListRunsAsync(new(), cancellationToken).ToListAsync(cancellationToken);

    private static bool IsUnfinished(ToolRun run) => run.State is ToolRunState.Queued or ToolRunState.Running;

    private async Task InspectAsync(WarrenClient client, RunPromise promise, ToolRun[] found, CancellationToken cancellationToken)
    {
        if (found.Length > 1 || (found.Length == 0 && promise is { IsAccepted: true, MayBeGone: false }) || (found.Length == 1 && promise.IsGone))
            round.Wrong.Enqueue($"run {promise.Label}: there are {found.Length} of it; accepted: {promise.IsAccepted}, deleted: {promise.IsGone}");
        if (found is not [var run] || promise.MayBeGone)
            return;
        if (promise.Result is { } told && (run.State != ToolRunState.Finished || told.ExitCode != run.ExitCode))
            Wrong(run, $"its caller was told of the exit code {told.ExitCode}, but it is {run.State} with {run.ExitCode}");
        if (run.State == ToolRunState.Finished ? run.Reason is not null : run.Reason is not { Length: > 0 })
            Wrong(run, $"it is {run.State}, and its reason is '{run.Reason}'");
        if (run.State != ToolRunState.Finished && !workload.IsExcused(run.Reason ?? ""))
            Wrong(run, $"it is {run.State} though nothing was done to it: {run.Reason}");
        if (run.State == ToolRunState.Finished && run.ExitCode != Output.ExitCode && !workload.IsExcused(""))
            Wrong(run, $"it ended with {run.ExitCode}");
        var isWhole = run.State == ToolRunState.Finished && run.ExitCode == Output.ExitCode;
        // What a full disk has lost is told in the result.
        var lost = round.WasFull && isWhole ? (await client.Tools.GetResultAsync(run.Id, cancellationToken)).Artifacts.Skipped : null;
        var artifacts = await client.Tools.Artifacts.ListAsync(run.Id, cancellationToken).Where(artifact => artifact.Kind == ToolArtifactKind.Output)
            .ToDictionaryAsync(artifact => artifact.Name, cancellationToken: cancellationToken);
        foreach (var isError in ((bool[])[false, true]).Where(isError => lost?.ContainsKey(isError ? "stderr" : "stdout") != true))
            Compare(run, promise.Output, isError, await ReadAsync(client, run, artifacts.GetValueOrDefault(isError ? "stderr" : "stdout"), cancellationToken), isWhole);
        if (isWhole && !round.WasFull && await ReadAsync(client, run, artifacts.GetValueOrDefault(RunPromise.FileName), cancellationToken) is var file && file != promise.Label)
            Wrong(run, $"the file that it left has '{file}'");
    }

    private void Compare(ToolRun run, Output output, bool isError, string kept, bool isWhole)
    {
        var (whole, seen) = (output.Expected(isError), output.Followed(isError));
        if (!whole.StartsWith(kept, StringComparison.Ordinal) || (isWhole && kept.Length != whole.Length))
            Wrong(run, $"it is {run.State}, and {kept.Length} of {whole.Length} bytes are kept, or others");
        if (!whole.StartsWith(seen, StringComparison.Ordinal))
            Wrong(run, "its caller read what it did not write");
        if (kept.Length < seen.Length && !round.WasFull)
            Wrong(run, $"{seen.Length} bytes were read, {kept.Length} are kept");
    }

    private static async Task<string> ReadAsync(WarrenClient client, ToolRun run, ToolArtifact? artifact, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        if (artifact is not null)
            await foreach (var piece in client.Tools.Artifacts.ReadAsync(run.SessionId, run.Id, artifact, cancellationToken))
                text.Append(Encoding.UTF8.GetString(piece.Span));
        return text.ToString();
    }

    private void Wrong(ToolRun run, string what) => round.Wrong.Enqueue($"run {run.SessionId} ({run.Placement}): {what}");
}
