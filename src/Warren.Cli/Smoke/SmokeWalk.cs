using System.Security.Cryptography;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Api.Sessions;
using Warren.Cli.Hosting;
using Warren.Client;

namespace Warren.Cli.Smoke;

/// <summary>
/// Walks the path that users go, against a server that runs. The first step that fails ends it; what was made is removed
/// all the same.
/// </summary>
internal sealed class SmokeWalk(ServerProcess server, string? image, TimeProvider clock)
{
    private static readonly TimeSpan StepLimit = TimeSpan.FromMinutes(2), Poll = TimeSpan.FromMilliseconds(100);
    private readonly string _name = "smoke-" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 8);
    private Action<SmokeStep> _report = _ => { };
    private WarrenClient? _client;
    private Session? _session;

    /// <summary>Why a step failed; null where all went well.</summary>
    public WarrenException? Failure { get; private set; }

    /// <summary>The first step that failed.</summary>
    public string? FailedStep { get; private set; }

    /// <summary>Walks.</summary>
    /// <param name="report">Told of every step when it is over.</param>
    /// <param name="cancellationToken">Ends it; what was made is removed.</param>
    public async Task RunAsync(Action<SmokeStep> report, CancellationToken cancellationToken)
    {
        _report = report;
        try
        {
            _ = await TryAsync("server", FindAsync, cancellationToken)
                && await TryAsync("authenticate", AuthenticateAsync, cancellationToken)
                && await TryAsync("create a session", CreateAsync, cancellationToken)
                && await TryAsync("see its sandbox", SeeSandboxAsync, cancellationToken)
                && await TryAsync("execute", ExecuteAsync, cancellationToken);
        }
        finally
        {
            // Also behind Ctrl+C, and where nobody knows whether it was made.
            if (_client is not null && FailedStep != "authenticate")
                await TryAsync("clean up", CleanUpAsync, CancellationToken.None);
            _client?.Dispose();
        }
    }

    private async Task<bool> TryAsync(string name, Func<CancellationToken, Task<string>> step, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        using var limit = new CancellationTokenSource(StepLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        WarrenException failure;
        try
        {
            Report(name, await step(either.Token), started, passed: true);
            return true;
        }
        catch (WarrenException refused)
        {
            failure = refused;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            failure = new(ErrorCode.DeadlineExceeded, $"It took longer than {StepLimit.TotalSeconds} s.");
        }
        Report(name, failure.Message, started, passed: false);
        (Failure, FailedStep) = (Failure ?? failure, FailedStep ?? name);
        return false;
    }

    private void Report(string name, string result, long started, bool passed) => _report(new()
    {
        Name = name,
        Passed = passed,
        Result = result,
        Milliseconds = (long)clock.GetElapsedTime(started).TotalMilliseconds,
    });

    private async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        if (server.FindAddress() is not { } address)
            throw new WarrenException(ErrorCode.EngineUnavailable, "No server runs on this state folder; `warren up` starts it.");
        using var nobody = new WarrenClient(address, token: null);
        await nobody.Api.CheckReadyAsync(cancellationToken);
        return $"{address.GetLeftPart(UriPartial.Authority)} takes work";
    }

    private async Task<string> AuthenticateAsync(CancellationToken cancellationToken)
    {
        _client = await server.ConnectRunningAsync(cancellationToken);
        var caller = await _client.Auth.GetCallerAsync(cancellationToken);
        var version = await _client.GetVersionAsync(cancellationToken);
        return $"as {caller.Name}, at version {version.Version}";
    }

    private async Task<string> CreateAsync(CancellationToken cancellationToken)
    {
        var made = await _client!.Sessions.CreateAsync(new SessionSpec { Name = _name, Image = image }, idempotencyKey: null, cancellationToken);
        while (made.State == SessionState.Init)
        {
            await Task.Delay(Poll, clock, cancellationToken);
            made = await _client.Sessions.GetAsync(made.Id, workspace: null, cancellationToken);
        }
        return made.State != SessionState.Error
            ? $"{(_session = made).Name} ({made.Id}) from {made.Image}"
            : throw new WarrenException(ErrorCode.SandboxFailed, $"The session {made.Name} is in error: {made.Reason}");
    }

    private async Task<string> SeeSandboxAsync(CancellationToken cancellationToken)
    {
        if (_session!.SandboxId is not { } id)
            throw new WarrenException(ErrorCode.SandboxFailed, $"The session {_session.Name} is {_session.State.ToString().ToUpperInvariant()}, but has no sandbox.");
        var sandbox = await _client!.Sandboxes.GetAsync(id, cancellationToken);
        return sandbox.State == SandboxState.Running
            ? $"{sandbox.Id} runs, by {sandbox.Spec.Driver} with {sandbox.Spec.Runtime}"
            : throw new WarrenException(ErrorCode.SandboxFailed, $"The sandbox {sandbox.Id} is {sandbox.State.ToString().ToLowerInvariant()}, not running: {sandbox.Reason}");
    }

    private async Task<string> ExecuteAsync(CancellationToken cancellationToken)
    {
        var request = new ExecRequest { Command = SandboxCommand.Shell($"echo {_name} > /workspace/smoke && cat /workspace/smoke && uname -sr") };
        var result = await _client!.Sessions.RunAsync(_name, request, cancellationToken);
        var lines = result.Stdout.TrimEnd().Split('\n');
        return result.ExitCode == 0 && lines is [var echo, var system] && echo == _name
            ? $"wrote a file, read it again, on {system}"
            : throw new WarrenException(ErrorCode.SandboxFailed, $"The program ended with {result.ExitCode} and wrote '{result.Stdout.Trim()}' and '{result.Stderr.Trim()}'.");
    }

    private async Task<string> CleanUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _client!.Sessions.DeleteAsync(_name, keepVolume: false, cancellationToken);
        }
        catch (WarrenException failure) when (failure.Code == ErrorCode.NotFound && _session is null)
        {
            return "there was nothing to remove";
        }
        try
        {
            await _client.Sessions.GetAsync(_session?.Id ?? _name, workspace: null, cancellationToken);
        }
        catch (WarrenException failure) when (failure.Code == ErrorCode.NotFound)
        {
            return $"{_name} is gone";
        }
        throw new WarrenException(ErrorCode.Internal, $"The session {_name} is still there after its removal.");
    }
}
