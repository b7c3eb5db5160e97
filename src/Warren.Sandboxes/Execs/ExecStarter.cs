using System.Text;
using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Guest.Protocol;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes.Execs;

/// <summary>Starts execs, so that whatever was started is either collected or killed.</summary>
internal sealed class ExecStarter
{
    private readonly OutputStore _store;
    private readonly ExecAnnouncer _announcer;
    private readonly TimeProvider _time;

    public ExecStarter(OutputStore store, ExecAnnouncer announcer, TimeProvider time, ILogger logger)
    {
        (_store, _announcer, _time) = (store, announcer, time);
        Keeper = new(store.Options, announcer, time, logger);
        Collector = new(Keeper, time, logger);
    }

    /// <summary>Collects what they write.</summary>
    public ExecCollector Collector { get; }

    /// <summary>Stores how they ended.</summary>
    public ExecKeeper Keeper { get; }

    /// <summary>What the guest is asked for.</summary>
    public static GuestExecRequest ToGuest(Sandbox sandbox, ExecRequest request) => new()
    {
        Id = SandboxId.New(),
        Arguments = request.Command.Arguments,
        Env = Environment(sandbox, request.Env),
        Workdir = request.Workdir ?? sandbox.Snapshot.Spec.Workdir,
        User = request.User ?? sandbox.Snapshot.Spec.User,
        TimeoutSeconds = request.TimeoutSeconds,
        HasStdin = request.Stdin is not null,
        OpenStdin = request.Stdin is null && (request.Background || request.KeepStdin),
        Stdin = request.Stdin is null ? default : Encoding.UTF8.GetBytes(request.Stdin),
    };

    /// <summary>The sandbox's environment with its secrets, and with names added; a name given here wins.</summary>
    public static IReadOnlyDictionary<string, string> Environment(Sandbox sandbox, IReadOnlyDictionary<string, string>? given)
    {
        var secrets = sandbox.Secrets;
        if (given is not { Count: > 0 } && secrets.Count == 0)
            return sandbox.Environment;
        var merged = new Dictionary<string, string>(sandbox.Environment);
        foreach (var (name, value) in secrets.Concat(given ?? new Dictionary<string, string>()))
            merged[name] = value;
        return merged;
    }

    /// <summary>Starts a program in the foreground, and begins to collect.</summary>
    /// <returns>What completes when it ended, or can be followed no more.</returns>
    public async Task<Task> RunAsync(SandboxUse use, CollectedExec exec, GuestExecRequest request, ExecCapture? capture, CancellationToken cancellationToken)
    {
        using var span = SandboxTelemetry.StartExec(use.Sandbox.Id);
        try
        {
            var stream = await use.Guest.RunAsync(request, cancellationToken);
            _announcer.Started(exec);
            SandboxTelemetry.ExecBegan();
            return Collector.CollectAsync(exec, stream, capture);
        }
        catch (Exception failure)
        {
            await UndoAsync(use, exec, failure);
            throw;
        }
    }

    /// <summary>Starts a program in the background, stores that, and begins to collect.</summary>
    public async Task<KeptExec> StartAsync(SandboxUse use, GuestExecRequest request, ExecKind kind, CancellationToken cancellationToken)
    {
        using var span = SandboxTelemetry.StartExec(use.Sandbox.Id);
        var exec = Add(use.Sandbox, request, kind, background: true);
        try
        {
            using (SandboxTelemetry.Step("exec.start", null))
                await use.Guest.StartAsync(request, cancellationToken);
            SandboxTelemetry.ExecBegan();
            using (SandboxTelemetry.Step("exec.save", null))
                exec.Output.Save(exec.Exec);
        }
        catch (Exception failure)
        {
            await UndoAsync(use, exec, failure);
            throw;
        }
        _announcer.Started(exec);
        _ = Collector.CollectAsync(exec, use.Guest); // The collector sees to its end.
        return exec.Exec;
    }

    /// <summary>Kills a program in the foreground whose caller has gone. Its end is collected like any other.</summary>
    public async Task KillAsync(SandboxUse use, KeptExec exec)
    {
        if (exec.IsAbandoned || Collector.Stopping.IsCancellationRequested)
            return;
        try
        {
            await use.Guest.SignalAsync(exec.Id, SignalNames.Kill, CancellationToken.None);
        }
        catch (WarrenException gone) when (IsGone(gone))
        {
            // It ended just now, or its sandbox did.
        }
    }

    /// <summary>Kills a program where it runs, and lets the guest forget it.</summary>
    public static async Task TryForgetAsync(GuestClient guest, string execId, CancellationToken cancellationToken)
    {
        try
        {
            await guest.ForgetAsync(execId, cancellationToken);
        }
        catch (WarrenException gone) when (IsGone(gone))
        {
            // It was never started, or has ended with its sandbox.
        }
    }

    /// <summary>Makes room for what an exec will write.</summary>
    public CollectedExec Add(Sandbox sandbox, GuestExecRequest request, ExecKind kind, bool background)
    {
        var output = _store.For(sandbox.Id);
        var exec = output.Add(NewRecord(sandbox, request, kind, background));
        exec.TryClaim();
        return new(sandbox, output, exec);
    }

    /// <summary>What is stored of an exec that is about to be started.</summary>
    public ExecRecord NewRecord(Sandbox sandbox, GuestExecRequest request, ExecKind kind, bool background) => new()
    {
        Id = request.Id,
        Kind = kind,
        Background = background,
        Command = ExecRecord.Cut(SecretText.Mask(request.Arguments, sandbox.Secrets)),
        StartedAt = _time.GetUtcNow(),
        OomKillsBefore = ExecCollector.OomKills(sandbox),
        Columns = request.Terminal?.Columns ?? 0,
        Rows = request.Terminal?.Rows ?? 0,
    };

    private static bool IsGone(WarrenException failure) => failure.Code is ErrorCode.NotFound or ErrorCode.InvalidState or ErrorCode.SandboxFailed;

    // Where it is not known whether the start came through: a program that nobody hears must not run on.
    private async Task UndoAsync(SandboxUse use, CollectedExec exec, Exception failure)
    {
        if (Collector.Stopping.IsCancellationRequested)
            throw new WarrenException(ErrorCode.EngineUnavailable, "The server is stopping; where the exec was started, it runs on and is listed once a server is back.", failure);
        try
        {
            exec.Output.Remove(exec.Exec);
        }
        finally
        {
            if (failure is not WarrenException { Code: not (ErrorCode.SandboxFailed or ErrorCode.DeadlineExceeded or ErrorCode.EngineUnavailable) })
                await TryForgetAsync(use.Guest, exec.Exec.Id, CancellationToken.None);
        }
    }
}
