using System.Globalization;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Api.Sessions;
using Warren.Client;
using Warren.TestKit;

namespace Warren.Faults.Tests;

/// <summary>Looks whether sessions are as their callers were told, with what they were given, and whether anything else is left.</summary>
internal sealed class SessionInspection(FaultHost host, Round round, SessionWorkload workload)
{
    // What failed is tried again by the next check, each 30 s.
    private static readonly TimeSpan RestLimit = TimeSpan.FromSeconds(75), KernelLimit = TimeSpan.FromSeconds(10), Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks at everything, then removes everything and looks whether it is gone.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (round.WasFull)
            host.Server.Kill(); // A start brings into order at once what a full disk left.
        var client = await host.Server.ClientAsync(cancellationToken);
        await RestAsync(client, cancellationToken);
        foreach (var promise in workload.Promises)
            await InspectAsync(client, promise, cancellationToken);
        await InspectRestAsync(client, cancellationToken);
        // What was told of before has to be recorded, too.
        if (round.Number % 4 == 0)
        {
            var states = await StatesAsync(client, cancellationToken);
            host.Server.Kill();
            client = await host.Server.ClientAsync(cancellationToken);
            if (await StatesAsync(client, cancellationToken) is var after && after != states)
                round.Wrong.Enqueue($"before another kill there were {states}, after it {after}");
        }
        foreach (var session in await ListAsync(client, cancellationToken))
            await client.Sessions.DeleteAsync(session.Id, keepVolume: false, cancellationToken);
        await ExpectAsync(KernelLimit, () => Task.FromResult(Volumes()), "volumes that are left after every removal", cancellationToken);
        await host.Server.RestartAsync(
            () => ExpectAsync(KernelLimit, () => Task.FromResult<IEnumerable<string>>(HostTraces.Find(host.Server.InstallationId, host.StateFolder)), "left after every removal", cancellationToken),
            round.Number % 2 == 0 ? 0 : 2, cancellationToken);
    }

    private Task RestAsync(WarrenClient client, CancellationToken cancellationToken) => ExpectAsync(RestLimit, async () =>
    {
        var (sessions, sandboxes) = (await ListAsync(client, cancellationToken), await client.Sandboxes.ListAsync([], cancellationToken).ToListAsync(cancellationToken));
        return sessions.Where(session => session.State is SessionState.Init or SessionState.Busy).Select(session => $"{session.Name} is {session.State}: {session.Reason}")
            .Concat(sandboxes.Where(sandbox => sessions.All(session => session.SandboxId != sandbox.Id)).Select(sandbox => $"the sandbox {sandbox.Id}, {sandbox.State}, is no session's"))
            .Concat(sessions.Where(session => session.State == SessionState.Ready
                    && (sandboxes.All(sandbox => sandbox.Id != session.SandboxId || sandbox.State != SandboxState.Running) || !host.Processes.Runs(session.SandboxId!)))
                .Select(session => $"{session.Name} is {session.State} and has no sandbox that runs"));
    }, "not at rest", cancellationToken);

    private async Task InspectAsync(WarrenClient client, SessionPromise promise, CancellationToken cancellationToken)
    {
        var found = (await ListAsync(client, cancellationToken)).Where(session => session.Name == promise.Name).ToList();
        var mustBe = promise is { Id: not null, MayBeGone: false };
        if (found.Count > 1 || (found.Count == 0 && mustBe) || (found.Count == 1 && (promise.IsRefused || promise.IsGone)))
            Wrong(promise, $"there are {found.Count} of it; created: {promise.Id is not null}, refused: {promise.IsRefused}, deleted: {promise.IsGone}");
        if (found is not [var session] || promise.MayBeGone)
            return;
        if (!promise.States.Contains(session.State) && !workload.IsExcused)
            Wrong(promise, $"it is {session.State}, not {string.Join(" or ", promise.States)}: {session.Reason}");
        await InspectMessagesAsync(client, promise, cancellationToken);
        await InspectFileAsync(client, promise, session, cancellationToken);
    }

    private async Task InspectMessagesAsync(WarrenClient client, SessionPromise promise, CancellationToken cancellationToken)
    {
        var said = await client.Sessions.Messages.ListAsync(promise.Name, cancellationToken).Select(message => message.Content).ToListAsync(cancellationToken);
        foreach (var (text, isAnswered) in promise.Messages)
            if (said.Count(one => one == text) is var count && (count > 1 || (isAnswered && count == 0)))
                Wrong(promise, $"the message {text} is there {count} times, and was {(isAnswered ? "" : "not ")}answered");
        foreach (var stranger in said.Except(promise.Messages.Keys))
            Wrong(promise, $"nobody has said '{stranger}'");
    }

    // A program says what no recorded state can: that it can be used, with its volume.
    private async Task InspectFileAsync(WarrenClient client, SessionPromise promise, Session session, CancellationToken cancellationToken)
    {
        try
        {
            if (session.State == SessionState.Error)
                await client.Sessions.SetStateAsync(session.Id, SessionState.Ready, cancellationToken);
            var read = await client.Sessions.RunAsync(session.Id, new() { Command = SandboxCommand.Shell($"cat {SessionWorkload.FileName} 2>/dev/null") }, cancellationToken);
            var content = read.ExitCode == 0 ? read.Stdout : null;
            if (!promise.Contents.Contains(content) && !round.WasFull)
                Wrong(promise, $"its file holds '{content}', not one of '{string.Join("', '", promise.Contents)}'");
        }
        catch (WarrenException damaged) when (round.WasFull)
        {
            // What the kernel could not write while the disk was full is missing in the volume's file system.
            round.Note($"{session.Name}: it cannot be used any more: {damaged.Code} {damaged.Message}");
        }
        catch (WarrenException unusable)
        {
            Wrong(promise, $"it is {session.State} ({session.Reason}) and cannot be used: {unusable.Code} {unusable.Message}");
        }
    }

    private async Task InspectRestAsync(WarrenClient client, CancellationToken cancellationToken)
    {
        var sessions = await ListAsync(client, cancellationToken);
        foreach (var stranger in sessions.Where(session => workload.Promises.All(promise => promise.Name != session.Name)))
            round.Wrong.Enqueue($"{stranger.Name}: nobody asked for it");
        await ExpectAsync(KernelLimit, () => Task.FromResult(Volumes().Except(sessions.Select(session => session.Id))), "volumes that are of no session", cancellationToken);
    }

    private IEnumerable<string> Volumes() => Path.Combine(host.StateFolder, "oci", "volumes") is var folder && Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder).Select(path => Path.GetFileNameWithoutExtension(path)) : [];

    private static async Task<List<Session>> ListAsync(WarrenClient client, CancellationToken cancellationToken) =>
        await client.Sessions.ListAsync(new(), cancellationToken).ToListAsync(cancellationToken);

    private static async Task<string> StatesAsync(WarrenClient client, CancellationToken cancellationToken) =>
        string.Join(", ", (await ListAsync(client, cancellationToken)).Select(session => $"{session.Name} {session.State}"));

    private async Task ExpectAsync(TimeSpan limit, Func<Task<IEnumerable<string>>> left, string what, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        string[] found;
        while ((found = [.. await left()]).Length > 0 && TimeProvider.System.GetElapsedTime(began) < limit)
            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        if (found.Length > 0)
            round.Wrong.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{what} after {limit.TotalSeconds} s:\n    {string.Join("\n    ", found)}"));
    }

    private void Wrong(SessionPromise promise, string what) => round.Wrong.Enqueue($"{promise.Name}: {what}");
}
