using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Warren.Api;
using Warren.Api.Sessions;
using Warren.Client;

namespace Warren.Faults.Tests;

/// <summary>Callers that do all there is to do with sessions at the same time, and remember what they were promised.</summary>
internal sealed class SessionWorkload(Caller caller, Round round)
{
    /// <summary>Name of the file that each session keeps.</summary>
    public const string FileName = "kept";

    private const long MiB = 1 << 20;

    /// <summary>What was promised.</summary>
    public ConcurrentQueue<SessionPromise> Promises { get; } = new();

    /// <summary>Whether something was done in the round that a session may have failed for.</summary>
    public bool IsExcused => round.IsRunExcused([]);

    /// <summary>Does it all; what was refused without a cause is noted with the round.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        ScriptAsync(LiveAsync, cancellationToken), ScriptAsync(RemixAsync, cancellationToken), ScriptAsync(ComeAndGoAsync, cancellationToken));

    private async Task ScriptAsync(Func<SessionPromise, CancellationToken, Task> script, CancellationToken cancellationToken)
    {
        try
        {
            await script(New(), cancellationToken);
        }
        catch (CannotGoOnException ended)
        {
            round.Note(ended.Message);
        }
    }

    private SessionPromise New()
    {
        var promise = new SessionPromise();
        Promises.Enqueue(promise);
        return promise;
    }

    private async Task LiveAsync(SessionPromise session, CancellationToken cancellationToken)
    {
        await CreateAsync(session, cancellationToken);
        await WriteAsync(session, cancellationToken);
        await SayAsync(session, cancellationToken);
        await ChangeAsync(session, "suspend", SessionState.Idle, cancellationToken);
        await SayAsync(session, cancellationToken);
        await WriteAsync(session, cancellationToken);
        await RunAsync(session, cancellationToken);
        await ChangeAsync(session, "pause", SessionState.Idle, cancellationToken);
        await ChangeAsync(session, "resume", SessionState.Ready, cancellationToken);
        await WriteAsync(session, cancellationToken);
        if (round.Number % 3 == 0)
            await ChangeAsync(session, "pause", SessionState.Idle, cancellationToken);
        else if (round.Number % 3 == 1)
            await ChangeAsync(session, "suspend", SessionState.Idle, cancellationToken);
    }

    private async Task RemixAsync(SessionPromise session, CancellationToken cancellationToken)
    {
        await CreateAsync(session, cancellationToken);
        await AskAsync(session, "keep a secret", client => client.Secrets.CreateAsync(new() { Name = "SECRET", Value = session.Name, Session = session.Name }, cancellationToken), cancellationToken);
        await WriteAsync(session, cancellationToken);
        var remix = New();
        remix.Contents.UnionWith(session.Contents);
        remix.Contents.Remove(null);
        await MakeAsync(remix, (client, isAgain) => AgainAsync(
            client, remix, isAgain, () => client.Sessions.RemixAsync(session.Name, new() { Name = remix.Name, Secrets = true }, null, cancellationToken), cancellationToken), cancellationToken);
        await WriteAsync(remix, cancellationToken);
        await DeleteAsync(session, cancellationToken);
    }

    private async Task ComeAndGoAsync(SessionPromise session, CancellationToken cancellationToken)
    {
        await CreateAsync(session, cancellationToken);
        await SayAsync(session, cancellationToken);
        await DeleteAsync(session, cancellationToken);
    }

    private Task CreateAsync(SessionPromise session, CancellationToken cancellationToken) => MakeAsync(session, (client, _) => client.Sessions.CreateAsync(
        new() { Name = session.Name, Memory = 64 * MiB, Disk = 32 * MiB }, session.Name, cancellationToken), cancellationToken);

    private async Task MakeAsync(SessionPromise session, Func<WarrenClient, bool, Task<Session>> make, CancellationToken cancellationToken)
    {
        var tries = 0;
        try
        {
            for (; tries < Caller.Tries && session.Id is null; tries++)
                await AskAsync(session, "create", async client =>
                {
                    var made = await make(client, tries > 0);
                    session.Id = made.Id;
                    round.Note($"created {made.Id}, {made.State}: {made.Reason}");
                    if (made.State == SessionState.Error && !IsExcused)
                        round.Wrong.Enqueue($"{made.Name} could not be made though nothing was done: {made.Reason}");
                }, cancellationToken);
        }
        catch (CannotGoOnException)
        {
            session.IsRefused = tries == 0; // What was not answered may have made it.
            throw;
        }
        if (session.Id is not null)
            return;
        round.Wrong.Enqueue($"{session.Name}: create was not answered in {Caller.Tries} tries");
        throw new CannotGoOnException("Nothing was created.");
    }

    // A remix has no key: that its name is taken says that the call which was not answered has made it.
    private static async Task<Session> AgainAsync(
        WarrenClient client, SessionPromise session, bool isAgain, Func<Task<Session>> make, CancellationToken cancellationToken)
    {
        try
        {
            return await make();
        }
        catch (WarrenException taken) when (isAgain && taken.Code == ErrorCode.Conflict)
        {
            return await client.Sessions.GetAsync(session.Name, null, cancellationToken);
        }
    }

    private Task WriteAsync(SessionPromise session, CancellationToken cancellationToken)
    {
        var content = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        return caller.UntilAnsweredAsync(session.Contents, content, () => AskAsync(session, "write", async client =>
        {
            using var stream = new MemoryStream(Encoding.ASCII.GetBytes(content));
            await client.Sessions.Files.WriteAsync(session.Name, FileName, stream, new(), cancellationToken);
            Left(session, SessionState.Ready); // It was woken for it.
        }, cancellationToken));
    }

    // What it starts runs on, for strikes.
    private Task<bool> RunAsync(SessionPromise session, CancellationToken cancellationToken) => AskAsync(session, "exec", async client =>
    {
        await client.Sessions.StartAsync(session.Name, new() { Command = new(["sleep", "1000"]) }, cancellationToken);
        var read = await client.Sessions.RunAsync(session.Name, new() { Command = new(["cat", FileName]) }, cancellationToken);
        if (!session.Contents.Contains(read.Stdout) && !IsExcused)
            round.Wrong.Enqueue($"{session.Name}: its file holds '{read.Stdout}' with the exit code {read.ExitCode}, not one of '{string.Join("', '", session.Contents)}'");
    }, cancellationToken);

    private async Task SayAsync(SessionPromise session, CancellationToken cancellationToken)
    {
        var text = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        session.Messages[text] = false;
        session.States.Add(SessionState.Ready);
        session.Messages[text] = await AskAsync(session, "message", client => client.Sessions.Messages.SendAsync(session.Name, new() { Content = text }, cancellationToken), cancellationToken);
        if (session.Messages[text])
            Left(session, SessionState.Ready);
    }

    private Task ChangeAsync(SessionPromise session, string action, SessionState state, CancellationToken cancellationToken) => caller.UntilAnsweredAsync(
        session.States, state, () => AskAsync(session, action, client => client.Sessions.ChangeAsync(session.Name, action, cancellationToken), cancellationToken));

    private async Task DeleteAsync(SessionPromise session, CancellationToken cancellationToken)
    {
        session.MayBeGone = true;
        for (var tries = 0; tries < Caller.Tries && !session.IsGone; tries++)
            session.IsGone = await AskAsync(session, "delete", client => DeleteAsync(client, session.Name, isAgain: tries > 0, cancellationToken), cancellationToken);
    }

    private static async Task DeleteAsync(WarrenClient client, string session, bool isAgain, CancellationToken cancellationToken)
    {
        try
        {
            await client.Sessions.DeleteAsync(session, keepVolume: false, cancellationToken);
        }
        catch (WarrenException gone) when (isAgain && gone.Code == ErrorCode.NotFound)
        {
            // The call that was not answered has done it.
        }
    }

    private static void Left(SessionPromise session, SessionState state)
    {
        lock (session.States)
        {
            session.States.Clear();
            session.States.Add(state);
        }
    }

    private Task<bool> AskAsync(SessionPromise session, string what, Func<WarrenClient, Task> ask, CancellationToken cancellationToken) =>
        caller.AskAsync(session.Name, what, ask, _ => IsExcused, cancellationToken);
}
