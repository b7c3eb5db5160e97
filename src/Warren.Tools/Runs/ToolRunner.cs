using System.Collections.Concurrent;
using System.Globalization;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Api.Tools;
using Warren.Sandboxes;
using Warren.Sandboxes.Cells;
using Warren.Sandboxes.Execs;
using Warren.Tools.Artifacts;

namespace Warren.Tools.Runs;

/// <summary>Carries a run out in its place: files in, program, files out.</summary>
internal sealed class ToolRunner(SharedFiles shared, ToolRunOptions options, ArtifactStore artifacts, TimeProvider time, CancellationToken stopping)
{
    // What images have in their workspace, by their digests: it is the same in each of their sandboxes.
    private readonly ConcurrentDictionary<string, IReadOnlyList<PresentFile>> _ofImages = new();

    /// <summary>Carries it out from its beginning.</summary>
    /// <returns>What is kept of it; the record says how its program ended.</returns>
    public async Task<ToolOutcome> RunAsync(LiveRun run, IRunPlace place, ToolPlan plan, ToolCall call)
    {
        var budget = new RunBudget(artifacts.Options);
        budget.Count(plan.Files.Count, plan.Files.Sum(file => (long)file.Content.Length));
        using (SandboxTelemetry.Step("run.files", null))
        {
            run.Index = run.Index with { Present = await PrepareAsync(run, place, plan, call.Input, budget) };
            if (place.Placement == ToolPlacement.Sandbox)
                run.Folder.WriteIndex(run.Index); // For the next server; with this one all cells end.
        }
        var request = new ExecRequest
        {
            Command = new(plan.Command),
            Env = plan.Env,
            Workdir = ToolPlan.Workspace,
            TimeoutSeconds = call.Input.Timeout ?? options.Timeout,
        };
        try
        {
            // A cell ends with its server, and must not keep it from ending; what runs in a sandbox is the next one's.
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(run.Ending, place.Placement == ToolPlacement.Cell ? stopping : CancellationToken.None);
            return await FollowAsync(run, place, place.RunAsync(request, ending.Token), budget);
        }
        catch (OperationCanceledException ended) when (stopping.IsCancellationRequested && !run.Ending.IsCancellationRequested)
        {
            throw new WarrenException(ErrorCode.EngineUnavailable, "The server is stopping; run it again once a server is back.", ended);
        }
        catch (WarrenException failure) when (failure.Code == ErrorCode.InvalidRequest && run.Record.Run.StartedAt is null)
        {
            throw new WarrenException(ErrorCode.CapabilityMissing,
                $"The image {call.Tool.Image ?? "of this server's tools"} cannot run this: {failure.Message}. Choose something that it has, or another image.", failure);
        }
    }

    /// <summary>Goes on with one whose program an earlier server started; null where it did not.</summary>
    public async Task<ToolOutcome?> ResumeAsync(LiveRun run, SandboxPlace place)
    {
        run.Index = run.Folder.ReadIndex();
        var budget = new RunBudget(artifacts.Options);
        var (stdout, stderr) = (run.Folder.StreamLength(isError: false), run.Folder.StreamLength(isError: true));
        budget.Count(run.Index.Inputs.Count, run.Index.Inputs.Sum(entry => entry.Length) + stdout + stderr);
        var events = place.ResumeAsync(stdout, stderr, run.Ending);
        await using var first = events.GetAsyncEnumerator(run.Ending);
        return await first.MoveNextAsync() ? await FollowAsync(run, place, Rest(first), budget) : null;
    }

    private static async IAsyncEnumerable<ExecEvent> Rest(IAsyncEnumerator<ExecEvent> events)
    {
        do
            yield return events.Current;
        while (await events.MoveNextAsync());
    }

    private async Task<IReadOnlyList<PresentFile>> PrepareAsync(LiveRun run, IRunPlace place, ToolPlan plan, ToolInput input, RunBudget budget)
    {
        if (!_ofImages.TryGetValue(place.ImageDigest, out var ofImage))
            _ofImages[place.ImageDigest] = ofImage = await OutputCollector.LookAsync(place, budget, run.Ending);
        var files = plan.Files.Select(file => new PlaceFile(new(ToolPlan.InWorkspace(file.Name)), file.Content)).ToList();
        if (input.ShareFiles == true)
            files.InsertRange(0, await shared.ListAsync(run.Record, files, run.Ending));
        var given = await place.GiveAsync(files, run.Ending);
        return [.. ofImage.Where(old => given.All(file => file.Path != old.Path)), .. given];
    }

    private async Task<ToolOutcome> FollowAsync(LiveRun run, IRunPlace place, IAsyncEnumerable<ExecEvent> events, RunBudget budget)
    {
        using var output = new RunOutput(run.Folder, budget);
        ExecExit? end = null;
        await foreach (var happened in events)
        {
            switch (happened)
            {
                case ExecEvent.Started:
                    run.Record = run.Record with { Run = run.Record.Run with { StartedAt = run.Record.Run.StartedAt ?? time.GetUtcNow(), Placement = place.Placement } };
                    run.Tell(new ToolEvent.Started(run.Id));
                    break;
                case ExecEvent.Output piece:
                    run.Tell(output.Write(piece.Stream == "stderr", piece.Offset, piece.Data.Span));
                    break;
                case ExecEvent.Dropped dropped:
                    output.Skip(dropped.Stream == "stderr", dropped.Bytes);
                    break;
                case ExecEvent.Exit exit:
                    end = exit.Value;
                    break;
            }
        }
        if (end is null)
            throw new WarrenException(ErrorCode.SandboxFailed, "The sandbox ended while the program ran.");
        if (end.TimedOut)
            run.Tell(output.Append(isError: true, string.Create(CultureInfo.InvariantCulture, $"Ended by the time-out after {end.DurationMs / 1000:0.#} s.")));
        using var step = SandboxTelemetry.Step("run.collect", null);
        run.Index = run.Index with { Outputs = await OutputCollector.CollectAsync(place, run.Folder, run.Index.Present, budget, run.Ending), Skipped = budget.Skipped };
        if (run.Index.Outputs.Count + run.Index.Skipped.Count > 0)
            run.Folder.WriteIndex(run.Index);
        return new(Finish(run.Record, end, budget), run.Folder, run.Index);
    }

    private ToolRunRecord Finish(ToolRunRecord record, ExecExit end, RunBudget budget) => record with
    {
        Signal = end.Signal,
        Run = record.Run with
        {
            State = ToolRunState.Finished,
            FinishedAt = time.GetUtcNow(),
            ExitCode = end.ExitCode,
            TimedOut = end.TimedOut,
            OomKilled = end.OomKilled,
            DurationMs = end.DurationMs,
            Bytes = budget.Bytes,
            Files = budget.Files,
        },
    };
}
