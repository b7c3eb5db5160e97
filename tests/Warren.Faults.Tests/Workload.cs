using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Api.Tools;
using Warren.Client;

namespace Warren.Faults.Tests;

/// <summary>Callers that do all there is to do with sandboxes at the same time, and remember what they were promised.</summary>
internal sealed class Workload(Caller caller, Round round)
{
    private const int Tries = Caller.Tries, FileSize = 200_000, Lines = 200;
    private const long MiB = 1 << 20;
    private readonly ConcurrentQueue<Task> _followers = new();
    private int _marks;

    /// <summary>What was promised.</summary>
    public ConcurrentQueue<Promise> Promises { get; } = new();

    /// <summary>What was promised of runs of tools.</summary>
    public ConcurrentQueue<RunPromise> Runs { get; } = new();

    /// <summary>Does it all; what was refused without a cause is noted with the round.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(
            ScriptAsync(LiveAsync, cancellationToken),
            ScriptAsync(WriteOutputAsync, cancellationToken),
            ScriptAsync(ComeAndGoAsync, cancellationToken),
            ScriptAsync(ComeAndGoAsync, cancellationToken),
            UseToolsAsync(ToolPlacement.Cell, 3, cancellationToken),
            UseToolsAsync(ToolPlacement.Cell, 3, cancellationToken),
            UseToolsAsync(ToolPlacement.Sandbox, 2, cancellationToken));
        await Task.WhenAll(_followers);
    }

    private async Task ScriptAsync(Func<Promise, CancellationToken, Task> script, CancellationToken cancellationToken)
    {
        var promise = new Promise();
        Promises.Enqueue(promise);
        try
        {
            await script(promise, cancellationToken);
        }
        catch (CannotGoOnException ended)
        {
            round.Note(ended.Message);
            await promise.Left.CancelAsync();
        }
    }

    private async Task LiveAsync(Promise box, CancellationToken cancellationToken)
    {
        await CreateAsync(box, idempotent: true, cancellationToken);
        await WriteAsync(box, "kept", cancellationToken);
        await StartAsync(box, new(Lines * 2), cancellationToken);
        await WriteAsync(box, "kept", cancellationToken);
        await RunAsync(box, cancellationToken);
        await ChangeAsync(box, "pause", SandboxState.Paused, cancellationToken);
        await ChangeAsync(box, "resume", SandboxState.Running, cancellationToken);
        await RunAsync(box, cancellationToken);
        await ResizeAsync(box, box.Memory, 96 * MiB, new() { Memory = 96 * MiB, Cpu = 0.5 }, cancellationToken);
        await ChangeAsync(box, "stop", SandboxState.Stopped, cancellationToken);
        await ResizeAsync(box, box.Disk, 48 * MiB, new() { Disk = 48 * MiB }, cancellationToken);
        await ChangeAsync(box, "start", SandboxState.Running, cancellationToken);
        await RunAsync(box, cancellationToken);
        await WriteAsync(box, "kept", cancellationToken);
        if (round.Number % 3 == 0)
            await ChangeAsync(box, "pause", SandboxState.Paused, cancellationToken);
        else if (round.Number % 3 == 1)
            await ChangeAsync(box, "stop", SandboxState.Stopped, cancellationToken);
    }

    private async Task WriteOutputAsync(Promise box, CancellationToken cancellationToken)
    {
        await CreateAsync(box, idempotent: true, cancellationToken);
        for (var number = 0; number < 3; number++)
        {
            await StartAsync(box, new(Lines), cancellationToken);
            await RunAsync(box, cancellationToken);
        }
        await WriteAsync(box, "kept", cancellationToken);
    }

    private async Task ComeAndGoAsync(Promise box, CancellationToken cancellationToken)
    {
        if (!await CreateAsync(box, idempotent: false, cancellationToken))
            return;
        await RunAsync(box, cancellationToken);
        await StartAsync(box, new(Lines), cancellationToken);
        box.MayBeGone = true;
        for (var tries = 0; tries < Tries && !box.IsGone; tries++)
            box.IsGone = await AskAsync(box, "delete", client => DeleteAsync(client, box.Id!, isAgain: tries > 0, cancellationToken), cancellationToken);
    }

    private static async Task DeleteAsync(WarrenClient client, string box, bool isAgain, CancellationToken cancellationToken)
    {
        try
        {
            await client.Sandboxes.DeleteAsync(box, cancellationToken);
        }
        catch (WarrenException gone) when (isAgain && gone.Code == ErrorCode.NotFound)
        {
            // The call that was not answered has done it.
        }
    }

    private async Task<bool> CreateAsync(Promise box, bool idempotent, CancellationToken cancellationToken)
    {
        box.Memory.Add(64 * MiB);
        box.Disk.Add(32 * MiB);
        var spec = new SandboxSpec
        {
            Name = idempotent ? $"box-{box.Label}" : null,
            Memory = 64 * MiB,
            Disk = 32 * MiB,
            Labels = new Dictionary<string, string> { ["fault"] = box.Label },
        };
        try
        {
            for (var tries = 0; tries < (idempotent ? Tries : 1) && box.Id is null; tries++)
                await AskAsync(box, "create", async client =>
                    box.Id = (await client.Sandboxes.CreateAsync(spec, idempotent ? box.Label : null, cancellationToken)).Id, cancellationToken, mayFail: WasStartHit);
        }
        catch (CannotGoOnException)
        {
            box.IsRefused = true;
            throw;
        }
        if (box.Id is not null)
            round.Note($"created {box.Id}");
        else if (idempotent)
        {
            round.Wrong.Enqueue($"create was not answered in {Tries} tries");
            throw new CannotGoOnException("Nothing was created.");
        }
        return box.Id is not null;
    }

    // Its id is not known to us where its creation fails.
    private bool WasStartHit() => round.Done.Any(strike => strike.Deed is Deed.KillRuntime or Deed.KillGuest);

    private Task WriteAsync(Promise box, string path, CancellationToken cancellationToken)
    {
        var content = RandomNumberGenerator.GetBytes(FileSize);
        var contents = box.Files.GetOrAdd(path, _ => [null]);
        return caller.UntilAnsweredAsync(contents, Convert.ToHexStringLower(SHA256.HashData(content)), () => AskAsync(box, "write", async client =>
        {
            using var stream = new MemoryStream(content);
            await client.Files.WriteAsync(box.Id!, path, stream, new(), cancellationToken);
        }, cancellationToken));
    }

    private async Task RunAsync(Promise box, CancellationToken cancellationToken)
    {
        var mark = string.Create(CultureInfo.InvariantCulture, $"mark-{Interlocked.Increment(ref _marks)}");
        box.Effects[mark] = false;
        await AskAsync(box, "exec", async client =>
        {
            var result = await client.Sandboxes.RunAsync(box.Id!, new() { Command = SandboxCommand.Shell($"echo {mark} >> effects && echo out {mark} && echo err {mark} >&2; exit 3") }, cancellationToken);
            if ((result.ExitCode, result.Stdout, result.Stderr) == (3, $"out {mark}\n", $"err {mark}\n"))
                box.Effects[mark] = true;
            else if (!round.IsExcused(box.Id))
                round.Wrong.Enqueue($"{box.Id}: an exec ended with {result.ExitCode} and wrote '{result.Stdout}' and '{result.Stderr}'");
        }, cancellationToken);
    }

    private Task<bool> StartAsync(Promise box, Output output, CancellationToken cancellationToken) => AskAsync(box, "start exec", async client =>
    {
        var exec = (await client.Sandboxes.StartAsync(box.Id!, new() { Command = SandboxCommand.Shell(output.Script) }, cancellationToken)).Id;
        box.Outputs[exec] = output;
        _followers.Enqueue(FollowAsync(client, box, exec, output, cancellationToken));
    }, cancellationToken);

    private async Task FollowAsync(WarrenClient client, Promise box, string exec, Output output, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(box.Left.Token, cancellationToken);
        try
        {
            await foreach (var message in client.Sandboxes.AttachAsync(box.Id!, exec, 0, 0, either.Token))
                if (message is ExecMessage.Output piece)
                    output.Follow(piece.IsError, piece.Bytes.Span);
                else if (message is ExecMessage.Dropped dropped && !round.IsExcused(box.Id))
                    round.Wrong.Enqueue($"{box.Id}: the reader of {exec} was told that {dropped.Bytes} bytes were dropped");
        }
        catch (WarrenException ended)
        {
            round.Note($"{box.Id}: the reader of {exec} ended: {ended.Code} {ended.Message}");
        }
        catch (OperationCanceledException) when (box.Left.IsCancellationRequested)
        {
            round.Note($"{box.Id}: {exec} is not read any more");
        }
    }

    // The last one is deleted, as soon as its end is known.
    private async Task UseToolsAsync(ToolPlacement placement, int count, CancellationToken cancellationToken)
    {
        for (var number = 1; number <= count; number++)
        {
            var run = new RunPromise(placement);
            Runs.Enqueue(run);
            await AskAsync(run, "run", client => UseToolAsync(client, run, cancellationToken), cancellationToken);
            if (number < count)
                continue;
            run.MayBeGone = true;
            for (var tries = 0; tries < Tries && !run.IsGone; tries++)
                run.IsGone = await AskAsync(run, "delete", client => client.Tools.DeleteRunsAsync(run.Label, cancellationToken), cancellationToken);
        }
    }

    private static async Task UseToolAsync(WarrenClient client, RunPromise run, CancellationToken cancellationToken)
    {
        await foreach (var message in client.Tools.StreamAsync(run.Request, cancellationToken))
            if (message is ToolMessage.Queued)
                run.IsAccepted = true;
            else if (message is ToolMessage.Output piece)
                run.Output.Follow(piece.IsError, piece.Bytes.Span);
            else if (message is ToolMessage.Finished finished)
                run.Result = finished.Value;
    }

    private async Task<bool> AskAsync(RunPromise run, string what, Func<WarrenClient, Task> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await caller.AskAsync($"run {run.Label}", what, ask, refusal => IsExcused(refusal.Message), cancellationToken);
        }
        catch (CannotGoOnException refused)
        {
            round.Note(refused.Message);
            return false;
        }
    }

    /// <summary>Whether the run of a tool may have failed for a reason: what was done in the round explains it.</summary>
    public bool IsExcused(string reason) => round.IsRunExcused(Promises.Select(box => box.Id).OfType<string>())
        || (round.WasServerEnded && (reason.Contains("The server ended", StringComparison.Ordinal) || reason.Contains("stopping", StringComparison.Ordinal)));

    private Task ChangeAsync(Promise box, string action, SandboxState state, CancellationToken cancellationToken) => caller.UntilAnsweredAsync(
        box.States, state, () => AskAsync(box, action, client => client.Sandboxes.ChangeAsync(box.Id!, action, cancellationToken), cancellationToken));

    private Task ResizeAsync(Promise box, HashSet<long> values, long value, SandboxPatch patch, CancellationToken cancellationToken) => caller.UntilAnsweredAsync(
        values, value, () => AskAsync(box, "patch", client => client.Sandboxes.UpdateAsync(box.Id!, patch, cancellationToken), cancellationToken));

    private Task<bool> AskAsync(Promise box, string what, Func<WarrenClient, Task> ask, CancellationToken cancellationToken, Func<bool>? mayFail = null) =>
        caller.AskAsync($"{box.Id}", what, ask, _ => round.IsExcused(box.Id) || mayFail?.Invoke() == true, cancellationToken);
}
