using Warren.Api;
using Warren.Api.Local;
using Warren.Api.Sandboxes;
using Warren.Api.Sessions;
using Warren.Cli.Commands;
using Warren.Cli.Commands.Sessions;
using Warren.Cli.Hosting;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Interactive;

/// <summary>
/// Does what line after line asks for. A person is told of failures and goes on; a script ends at the first one, with its
/// exit code.
/// </summary>
internal sealed class ConnectLoop(ServerProcess server, StateFolder state, ILineSource lines, Interrupts interrupts) : IDisposable
{
    private const string Manual = """
        /use NAME                      work in a session; without a name in none any more
        TEXT                           say it in the session, and see what its agents answer
        !COMMAND                       run a line of shell in the session
        /messages                      what was said in the session
        /sessions                      the sessions that there are
        /api [METHOD] ENDPOINT [JSON]  call the API: /api sessions, /api POST sessions {"name": "lab"}
        /status                        the server, who you are to it, the session in use
        /help                          this
        /quit, q, Ctrl+D               leave

        Tab completes, Up and Down go through what was entered, Ctrl+C ends what a line does. A line that begins
        with a blank is not kept in the history, and neither is what speaks of a password or a key.
        """;

    private WarrenClient? _client;
    private Session? _session;

    /// <summary>Begins to work in a session.</summary>
    public async Task<Session> UseAsync(string session, CancellationToken cancellationToken)
    {
        var client = await ConnectAsync(cancellationToken);
        return _session = await client.Sessions.GetAsync(session, workspace: null, cancellationToken);
    }

    /// <summary>Runs until the lines end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync()
    {
        while (await lines.ReadAsync(Prompt(), interrupts.Ended) is { } line)
        {
            var exitCode = await interrupts.RunAsync(ended => FailureReport.GuardAsync(() => DoAsync(line, ended)));
            if (exitCode == Left)
                break;
            if (interrupts.Ended.IsCancellationRequested || (exitCode != 0 && !lines.IsInteractive))
                return exitCode;
        }
        return 0;
    }

    /// <summary>A client of the server, with a credential that lasts.</summary>
    public async Task<WarrenClient> ConnectAsync(CancellationToken cancellationToken)
    {
        // A person may leave this open for days, in which a login is renewed and the server moves.
        var next = await server.ConnectAsync(cancellationToken);
        _client?.Dispose();
        return _client = next;
    }

    /// <inheritdoc/>
    public void Dispose() => _client?.Dispose();

    private const int Left = -1;

    private string Prompt() => _session is null ? "warren> " : $"warren {_session.Name}> ";

    private async Task<int> DoAsync(string line, CancellationToken cancellationToken)
    {
        switch (ConnectLine.Parse(line))
        {
            case ConnectLine.Quit:
                return Left;
            case ConnectLine.Help:
                Console.WriteLine(Manual);
                return 0;
            case ConnectLine.Status:
                await WriteStatusAsync(cancellationToken);
                return 0;
            case ConnectLine.Sessions:
                await WriteSessionsAsync(cancellationToken);
                return 0;
            case ConnectLine.Use use:
                return await UseAsync(use, cancellationToken);
            case ConnectLine.Call call:
                await ApiCall.RunAsync(await ConnectAsync(cancellationToken), call, cancellationToken);
                return 0;
            case ConnectLine.Messages:
                await SessionTalk.ListAsync(await ConnectAsync(cancellationToken), Session(), cancellationToken);
                return 0;
            case ConnectLine.Say say:
                await SessionTalk.SayAsync(await ConnectAsync(cancellationToken), Session(), say.Text, cancellationToken);
                return 0;
            case ConnectLine.Run run:
                return await RunAsync(run.Command, cancellationToken);
            default:
                return 0;
        }
    }

    private string Session() => _session?.Id
        ?? throw new WarrenException(ErrorCode.InvalidRequest, "No session is in use: `/use NAME` chooses one, /sessions shows what there is.");

    private async Task<int> RunAsync(string command, CancellationToken cancellationToken)
    {
        var client = await ConnectAsync(cancellationToken);
        var request = new ExecRequest { Command = SandboxCommand.Shell(command) };
        var exitCode = await RemoteProgram.RunAsync(client.Sessions, Session(), request, withInput: false, cancellationToken);
        if (exitCode != 0 && lines.IsInteractive)
            Screen.Notice($"it ended with exit code {exitCode}.");
        return exitCode;
    }

    private async Task<int> UseAsync(ConnectLine.Use use, CancellationToken cancellationToken)
    {
        if (use.Session is null)
            _session = null;
        else if (await UseAsync(use.Session, cancellationToken) is var session && lines.IsInteractive)
            Console.WriteLine($"{session.Name} is {SessionView.Upper(session.State)}{(session.Reason is { } reason ? $", {Screen.Printable(reason)}" : "")}");
        return 0;
    }

    private async Task WriteStatusAsync(CancellationToken cancellationToken)
    {
        ServerCommands.Print(await ServerCommands.ReadAsync(server, state, cancellationToken));
        if (_session is not null)
            Console.WriteLine($"Session: {_session.Name}, {SessionView.Upper((await UseAsync(_session.Id, cancellationToken)).State)}");
    }

    private async Task WriteSessionsAsync(CancellationToken cancellationToken)
    {
        var client = await ConnectAsync(cancellationToken);
        var sessions = await client.Sessions.ListAsync(new(), cancellationToken).ReadAllAsync();
        if (sessions.Count > 0 || !lines.IsInteractive)
            SessionView.View.WriteList(sessions, OutputFormat.Table);
        else
            Console.WriteLine("There is no session; `/api POST sessions {\"name\": \"lab\"}` makes one.");
    }
}
