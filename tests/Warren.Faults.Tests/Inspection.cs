using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Client;
using Warren.TestKit;

namespace Warren.Faults.Tests;

/// <summary>Looks, after it came to rest, whether what callers were promised is so, and whether anything else is left.</summary>
internal sealed class Inspection(FaultHost host, Round round, Workload workload)
{
    private readonly Promise[] _promises = [.. workload.Promises];

    // A sweep, each 30 s, tries again what failed.
    private static readonly TimeSpan RestLimit = TimeSpan.FromSeconds(75), KernelLimit = TimeSpan.FromSeconds(10), EndLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks at everything, then removes everything and looks whether it is gone.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // A start brings into order at once what a full disk left, the next sweep later: both have to.
        if (round.WasFull && round.Number % 5 != 0)
            host.Server.Kill();
        var client = await host.Server.ClientAsync(cancellationToken);
        var listed = await RestAsync(client, cancellationToken);
        // The cells of runs are in a sandbox that is kept for the next ones.
        await ExpectAsync(KernelLimit, () => Strangers(listed), "not of any sandbox that is listed", cancellationToken, MaxIdle(round.Number) + 1);
        foreach (var promise in _promises)
            await InspectAsync(client, promise, [.. listed.Where(found => found.Spec.Labels!.GetValueOrDefault("fault") == promise.Label)], cancellationToken);
        foreach (var sandbox in listed.Where(found => !_promises.Any(promise => found.Spec.Labels!.GetValueOrDefault("fault") == promise.Label)))
            Wrong(sandbox.Id, "nobody asked for it");
        var runs = await new RunInspection(round, workload).RunAsync(client, cancellationToken);
        // What was told of before has to be recorded, too.
        if (round.Number % 4 == 0)
        {
            var states = await StatesAsync(client, cancellationToken);
            host.Server.Kill();
            client = await host.Server.ClientAsync(cancellationToken);
            if (await StatesAsync(client, cancellationToken) is var after && after != states)
                Wrong(null, $"before another kill there were {states}, after it {after}");
            if (await RunInspection.StatesAsync(client, cancellationToken) is var runsAfter && runsAfter != runs)
                Wrong(null, $"before another kill there were the runs {runs}, after it {runsAfter}");
        }
        await RemoveAsync(client, cancellationToken);
    }

    private async Task<List<SandboxSnapshot>> RestAsync(WarrenClient client, CancellationToken cancellationToken)
    {
        List<SandboxSnapshot> listed = [];
        await ExpectAsync(RestLimit, async () =>
        {
            listed = await client.Sandboxes.ListAsync([], cancellationToken).ToListAsync(cancellationToken);
            return listed.Where(found => !IsAtRest(found)).Select(found => $"{found.Id} is {found.State} and wants to be {found.DesiredState}: {found.Reason}");
        }, "not at rest", cancellationToken);
        return listed;
    }

    private bool IsAtRest(SandboxSnapshot found)
    {
        var (runs, isFrozen) = (host.Processes.Runs(found.Id), host.Processes.IsFrozen(found.Id));
        return (found.State, found.DesiredState) switch
        {
            (SandboxState.Running, DesiredState.Running) => runs && !isFrozen,
            (SandboxState.Paused, DesiredState.Paused) => runs && isFrozen,
            (SandboxState.Stopped, DesiredState.Stopped) => !runs,
            (SandboxState.Failed, not DesiredState.Destroyed) => !runs,
            _ => false,
        };
    }

    private async Task InspectAsync(WarrenClient client, Promise promise, SandboxSnapshot[] found, CancellationToken cancellationToken)
    {
        var mustBe = promise.Id is not null && !promise.MayBeGone;
        if (found.Length > 1 || (found.Length == 0 && mustBe) || (found.Length == 1 && (promise.IsRefused || promise.IsGone)))
            Wrong(promise.Id, $"there are {found.Length} of it; created: {promise.Id is not null}, refused: {promise.IsRefused}, deleted: {promise.IsGone}");
        if (found is not [var sandbox])
            return;
        if (promise.Id is not null && promise.Id != sandbox.Id)
            Wrong(promise.Id, $"its key or label has become another's, {sandbox.Id}");
        if (sandbox.State == SandboxState.Failed)
        {
            if (!round.IsExcused(sandbox.Id) && !promise.MayBeGone)
                Wrong(sandbox.Id, $"it failed though nothing was done to it: {sandbox.Reason}");
            return;
        }
        if (!promise.States.Contains(sandbox.State) && !round.IsExcused(sandbox.Id))
            Wrong(sandbox.Id, $"it is {sandbox.State}, not {string.Join(" or ", promise.States)}: {sandbox.Reason}");
        await InspectLimitsAsync(promise, sandbox, cancellationToken);
        if (promise.MayBeGone)
            return;
        await InspectOutputsAsync(client, promise, sandbox, cancellationToken);
        try
        {
            await InspectFilesAsync(client, promise, sandbox, cancellationToken);
        }
        catch (WarrenException damaged) when (round.WasFull)
        {
            // What the kernel could not write while the disk was full is missing in the sandbox's file system.
            round.Note($"{sandbox.Id}: it cannot be used any more: {damaged.Code} {damaged.Message}");
        }
    }

    private async Task InspectLimitsAsync(Promise promise, SandboxSnapshot sandbox, CancellationToken cancellationToken)
    {
        var (memory, disk) = (sandbox.Spec.Memory!.Value, sandbox.Spec.Disk!.Value);
        if (!promise.Memory.Contains(memory) || !promise.Disk.Contains(disk))
            Wrong(sandbox.Id, $"its memory is {memory} and its disk {disk}, not {string.Join(" or ", promise.Memory)} and {string.Join(" or ", promise.Disk)}");
        if (sandbox.State is SandboxState.Running or SandboxState.Paused)
            await ExpectAsync(RestLimit, () => host.Processes.MemoryLimit(sandbox.Id) is var inForce && inForce == memory ? [] : [$"{sandbox.Id}: {inForce}, not {memory}"],
                "memory limit in force", cancellationToken);
    }

    private async Task InspectFilesAsync(WarrenClient client, Promise promise, SandboxSnapshot sandbox, CancellationToken cancellationToken)
    {
        // A program says what no recorded state can: that it can be used.
        if (sandbox.State is SandboxState.Paused or SandboxState.Stopped)
            await client.Sandboxes.ChangeAsync(sandbox.Id, sandbox.State == SandboxState.Paused ? "resume" : "start", cancellationToken);
        foreach (var (path, contents) in promise.Files)
        {
            var hash = await HashAsync(client, sandbox.Id, path, cancellationToken);
            if (!contents.Contains(hash) && !round.WasFull)
                Wrong(sandbox.Id, $"the file {path} is none that was written: {hash}");
        }
        var ran = await client.Sandboxes.RunAsync(sandbox.Id, new() { Command = SandboxCommand.Shell("touch effects && cat effects && ls -A /workspace") }, cancellationToken);
        var lines = ran.Stdout.Split('\n');
        foreach (var (mark, isAnswered) in promise.Effects)
            if (lines.Count(line => line == mark) is var count && (count > 1 || (isAnswered && count == 0)) && !round.WasFull)
                Wrong(sandbox.Id, $"what the exec {mark} did is there {count} times, and it was {(isAnswered ? "" : "not ")}answered");
        foreach (var line in lines.Where(line => line.Length > 0 && !line.StartsWith("mark-", StringComparison.Ordinal) && line is not ("effects" or "kept") && !round.IsExcused(sandbox.Id)))
            Wrong(sandbox.Id, $"there is a file '{line}' that nobody wrote");
    }

    private static async Task<string?> HashAsync(WarrenClient client, string sandbox, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var file = await client.Files.ReadAsync(sandbox, path, null, null, cancellationToken);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(file.Content, cancellationToken));
        }
        catch (WarrenException missing) when (missing.Code == ErrorCode.NotFound)
        {
            return null;
        }
    }

    private async Task InspectOutputsAsync(WarrenClient client, Promise promise, SandboxSnapshot sandbox, CancellationToken cancellationToken)
    {
        foreach (var (exec, output) in promise.Outputs)
        {
            if (sandbox.State == SandboxState.Running)
                await ExpectAsync(EndLimit, async () => (await client.Sandboxes.GetExecAsync(sandbox.Id, exec, cancellationToken)).Running ? [exec] : [],
                    $"execs of {sandbox.Id} that still run", cancellationToken);
            var status = await client.Sandboxes.GetExecAsync(sandbox.Id, exec, cancellationToken);
            // It was stopped, or something was done to it: then what was seen must be there, and it is so far that of the program.
            var isCut = round.IsExcused(sandbox.Id) || status.Reason is not null;
            if (!isCut && !status.Running && status.ExitCode != Output.ExitCode)
                Wrong(sandbox.Id, $"exec {exec} ended with {status.ExitCode} {status.Signal}: {status.Reason}");
            var (stdout, stderr) = await ReadAsync(client, sandbox.Id, exec, status.Running, cancellationToken);
            Compare(sandbox.Id, exec, output, isError: false, stdout, isCut || status.Running);
            Compare(sandbox.Id, exec, output, isError: true, stderr, isCut || status.Running);
        }
    }

    private async Task<(string? Stdout, string? Stderr)> ReadAsync(WarrenClient client, string sandbox, string exec, bool runs, CancellationToken cancellationToken)
    {
        if (runs)
            return (null, null); // In a paused sandbox; it is read when it runs.
        var (texts, ends) = (new[] { new StringBuilder(), new StringBuilder() }, new long[2]);
        try
        {
            await foreach (var message in client.Sandboxes.AttachAsync(sandbox, exec, 0, 0, cancellationToken))
                switch (message)
                {
                    case ExecMessage.Output piece:
                        var index = piece.IsError ? 1 : 0;
                        if (piece.Offset != ends[index])
                            Wrong(sandbox, $"the kept output of {exec} goes on at {piece.Offset} behind {ends[index]}");
                        ends[index] = piece.Offset + piece.Bytes.Length;
                        texts[index].Append(Encoding.UTF8.GetString(piece.Bytes.Span));
                        break;
                    case ExecMessage.Dropped dropped:
                        if (!round.IsExcused(sandbox))
                            Wrong(sandbox, $"{dropped.Bytes} bytes of {exec} were dropped");
                        return (null, null);
                }
        }
        catch (WarrenException ended) when (ended.Code is not ErrorCode.EngineUnavailable)
        {
            round.Note($"{sandbox}: {exec} has a reason for its end: {ended.Message}");
        }
        return (texts[0].ToString(), texts[1].ToString());
    }

    private void Compare(string sandbox, string exec, Output output, bool isError, string? kept, bool isCut)
    {
        var (whole, seen) = (output.Expected(isError), output.Followed(isError));
        if (!whole.StartsWith(seen, StringComparison.Ordinal) && !round.WasFull)
            Wrong(sandbox, $"the live reader of {exec} saw what was not written: {Difference(whole, seen)}");
        if (kept is null)
            return;
        if (!whole.StartsWith(kept, StringComparison.Ordinal))
            Wrong(sandbox, $"what is kept of {exec} is not what was written: {Difference(whole, kept)}");
        if (kept.Length < seen.Length && !round.WasFull)
            Wrong(sandbox, $"of {exec} {seen.Length} bytes were read and {kept.Length} are kept");
        if (!isCut && kept.Length != whole.Length)
            Wrong(sandbox, $"of {exec} {kept.Length} of {whole.Length} bytes are kept");
    }

    private static string Difference(string whole, string other)
    {
        var at = Enumerable.Range(0, Math.Min(whole.Length, other.Length)).FirstOrDefault(index => whole[index] != other[index], Math.Min(whole.Length, other.Length));
        return string.Create(CultureInfo.InvariantCulture, $"from {at} on '{other[at..Math.Min(other.Length, at + 30)]}', not '{whole[at..Math.Min(whole.Length, at + 30)]}'");
    }

    private async Task RemoveAsync(WarrenClient client, CancellationToken cancellationToken)
    {
        await foreach (var sandbox in client.Sandboxes.ListAsync([], cancellationToken))
            await client.Sandboxes.DeleteAsync(sandbox.Id, cancellationToken);
        await ExpectAsync(KernelLimit, async () => (await client.Sandboxes.ListAsync([], cancellationToken).ToListAsync(cancellationToken)).Select(left => left.Id), "listed after its removal", cancellationToken);
        await RunInspection.RemoveAsync(client, cancellationToken);
        // What was made ahead goes with the server.
        await host.Server.RestartAsync(
            () => ExpectAsync(KernelLimit, () => HostTraces.Find(host.Server.InstallationId, host.StateFolder).Concat(RunInspection.Folders(host.StateFolder)).Concat(Drafts()),
                "left after every removal", cancellationToken),
            MaxIdle(round.Number + 1), cancellationToken);
    }

    private IEnumerable<string> Strangers(List<SandboxSnapshot> listed) => host.Processes.Sandboxes
        .Concat(Names(Path.Combine(host.StateFolder, "oci", "sandboxes")))
        .Concat(Names(Path.Combine(host.StateFolder, "sandboxes")))
        .Concat(Names($"/run/warren/{host.Server.InstallationId}/sandboxes"))
        .Concat(HostTraces.Owners(host.Server.InstallationId))
        .Distinct().Except(listed.Select(sandbox => sandbox.Id));

    // The guest of now; the next server removes what the one before had begun.
    private IEnumerable<string> Drafts() => Names(Path.Combine(host.StateFolder, "oci", "guest")).Skip(2);

    private static IEnumerable<string> Names(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)) : [];

    private static async Task<string> StatesAsync(WarrenClient client, CancellationToken cancellationToken) => string.Join(", ",
        (await client.Sandboxes.ListAsync([], cancellationToken).ToListAsync(cancellationToken)).Select(sandbox => $"{sandbox.Id} {sandbox.State}"));

    // Every other round has a warm pool.
    private static int MaxIdle(int round) => round % 2 == 0 ? 0 : 4;

    private Task ExpectAsync(TimeSpan limit, Func<IEnumerable<string>> left, string what, CancellationToken cancellationToken, int allowed = 0) =>
        ExpectAsync(limit, () => Task.FromResult(left()), what, cancellationToken, allowed);

    private async Task ExpectAsync(TimeSpan limit, Func<Task<IEnumerable<string>>> left, string what, CancellationToken cancellationToken, int allowed = 0)
    {
        var began = TimeProvider.System.GetTimestamp();
        string[] found;
        while ((found = [.. await left()]).Length > allowed && TimeProvider.System.GetElapsedTime(began) < limit)
            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        if (found.Length > allowed)
            Wrong(null, $"{what} after {limit.TotalSeconds} s:\n    {string.Join("\n    ", found)}");
    }

    private void Wrong(string? sandbox, string what) => round.Wrong.Enqueue(sandbox is null ? what : $"{sandbox}: {what}");
}
