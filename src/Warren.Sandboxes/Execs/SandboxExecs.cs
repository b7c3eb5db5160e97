using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Entrypoints;
using Warren.Sandboxes.Events;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes.Execs;

/// <summary>
/// Runs programs in sandboxes, keeps what they write, and lets any number of callers follow it. What was kept can be
/// read whatever state its sandbox is in, until it is deleted or makes room for newer.
/// </summary>
public sealed class SandboxExecs : IAsyncDisposable
{
    private readonly SandboxService _sandboxes;
    private readonly SandboxServiceOptions _options;
    private readonly OutputStore _store;
    private readonly ExecStarter _starter;
    private readonly ExecRecovery _recovery;
    private readonly ExecAnnouncer _announcer;

    internal SandboxExecs(SandboxService sandboxes, SandboxServiceOptions options, OutputOptions output, EventFeed feed, TimeProvider time, ILogger logger)
    {
        (_sandboxes, _options, Time) = (sandboxes, options, time);
        _store = new(output, time);
        _announcer = new(feed, time);
        _starter = new(_store, _announcer, time, logger);
        _recovery = new(_store, _starter, time, logger);
    }

    /// <summary>Runs the execs that entrypoints are.</summary>
    internal IEntrypointExecs Entrypoints => new KeptEntrypointExecs(_starter, _store);

    /// <summary>The clock.</summary>
    internal TimeProvider Time { get; }

    /// <summary>Runs a program to its end and returns its output. A caller that cancels kills it.</summary>
    public async Task<ExecResult> RunAsync(string sandboxId, ExecRequest request, string owner, CancellationToken cancellationToken)
    {
        SpecValidator.Check(request);
        using var use = await _sandboxes.UseAsync(sandboxId, owner, cancellationToken);
        using var capture = new ExecCapture(_options.MaxInlineOutput);
        var start = ExecStarter.ToGuest(use.Sandbox, request);
        var exec = _starter.Add(use.Sandbox, start, ExecKind.Exec, background: false);
        var collecting = await _starter.RunAsync(use, exec, start, capture, cancellationToken);
        try
        {
            await collecting.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await _starter.KillAsync(use, exec.Exec);
            throw;
        }
        return exec.Exec.Record.End switch
        {
            { Exit: { } exit } => capture.ToResult(exec.Exec.Id, exit),
            { Reason: { } reason } => throw new WarrenException(ErrorCode.SandboxFailed, reason),
            _ => throw new WarrenException(ErrorCode.EngineUnavailable, $"The exec {exec.Exec.Id} runs on, but it could not be followed to its end; attach to it."),
        };
    }

    /// <summary>Runs a program and yields what it writes as it writes it. A caller that stops early kills it.</summary>
    public async IAsyncEnumerable<ExecEvent> StreamAsync(string sandboxId, ExecRequest request, string owner, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SpecValidator.Check(request);
        using var use = await _sandboxes.UseAsync(sandboxId, owner, cancellationToken);
        var start = ExecStarter.ToGuest(use.Sandbox, request);
        var exec = _starter.Add(use.Sandbox, start, ExecKind.Exec, background: false);
        using var reader = new ExecReader(exec.Exec, 0, 0, holds: true);
        await _starter.RunAsync(use, exec, start, capture: null, cancellationToken);
        try
        {
            await foreach (var happened in reader.ReadAsync(cancellationToken))
                yield return happened;
        }
        finally
        {
            if (exec.Exec.Record.End is null)
                await _starter.KillAsync(use, exec.Exec);
        }
    }

    /// <summary>Starts a program and returns while it runs.</summary>
    public Task<ExecStatus> StartAsync(string sandboxId, ExecRequest request, string owner, CancellationToken cancellationToken) =>
        StartAsync(sandboxId, request, ExecKind.Exec, owner, cancellationToken);

    /// <summary>As <see cref="StartAsync(string, ExecRequest, string, CancellationToken)"/>, for a program that is for something else than a caller's own.</summary>
    public async Task<ExecStatus> StartAsync(string sandboxId, ExecRequest request, ExecKind kind, string owner, CancellationToken cancellationToken)
    {
        SpecValidator.Check(request);
        using var use = await _sandboxes.UseAsync(sandboxId, owner, cancellationToken);
        return _announcer.Describe(await _starter.StartAsync(use, ExecStarter.ToGuest(use.Sandbox, request), kind, cancellationToken));
    }

    /// <summary>The execs that run, and those that ended and are still kept.</summary>
    public IReadOnlyList<ExecStatus> List(string sandboxId, string owner) =>
        [.. _store.For(_sandboxes.Find(sandboxId, owner).Id).List().Select(_announcer.Describe)];

    /// <summary>As <see cref="List"/>, but also just after a restart those that are known to the guest alone.</summary>
    public async Task<IReadOnlyList<ExecStatus>> ListSettledAsync(string sandboxId, string owner, CancellationToken cancellationToken)
    {
        await _recovery.SettleAsync(_sandboxes.Find(sandboxId, owner).Id, cancellationToken);
        return List(sandboxId, owner);
    }

    /// <summary>One exec.</summary>
    public ExecStatus Get(string sandboxId, string execId, string owner) => _announcer.Describe(Find(_sandboxes.Find(sandboxId, owner), execId));

    /// <summary>
    /// Follows a running or ended exec from given offsets of its output. What is no longer kept is reported as dropped.
    /// A caller that stops early leaves it running.
    /// </summary>
    public async IAsyncEnumerable<ExecEvent> AttachAsync(string sandboxId, string execId, long stdoutOffset, long stderrOffset, string owner, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sandbox = _sandboxes.Find(sandboxId, owner);
        // Just after a restart one that ran in the foreground is known to its guest alone.
        if (Output(sandbox).Find(execId) is null)
            await _recovery.SettleAsync(sandbox.Id, cancellationToken);
        using var reader = new ExecReader(Find(sandbox, execId), stdoutOffset, stderrOffset, holds: true);
        await foreach (var happened in reader.ReadAsync(cancellationToken))
            yield return happened;
    }

    /// <summary>Reads one output as it is kept now, from an offset, up to a length or to what is not kept.</summary>
    public OutputContent ReadOutput(string sandboxId, string execId, bool isError, long offset, long? length, string owner)
    {
        var exec = Find(_sandboxes.Find(sandboxId, owner), execId);
        return new(isError ? exec.Stderr : exec.Stdout, offset, length);
    }

    /// <summary>
    /// Writes to an exec's standard input, and ends it where told to. What the program does not take in time is refused.
    /// </summary>
    public async Task WriteStdinAsync(string sandboxId, string execId, ReadOnlyMemory<byte> data, bool end, string owner, CancellationToken cancellationToken)
    {
        using var use = await _sandboxes.UseAsync(sandboxId, owner, cancellationToken);
        await WriteStdinAsync(use, execId, data, end, cancellationToken);
    }

    /// <summary>Sends a signal, such as <c>SIGTERM</c>, to everything that an exec started.</summary>
    public async Task SignalAsync(string sandboxId, string execId, string signal, string owner, CancellationToken cancellationToken)
    {
        var number = SignalNames.Parse(signal);
        using var use = await _sandboxes.UseAsync(sandboxId, owner, cancellationToken);
        if (Find(use.Sandbox, execId).Record.End is null)
            await use.Guest.SignalAsync(execId, number, cancellationToken);
    }

    /// <summary>Kills what an exec has started and left behind at its end, until none of it is left.</summary>
    public async Task KillRestAsync(string sandboxId, string execId, string owner, CancellationToken cancellationToken)
    {
        using var use = await _sandboxes.UseAsync(sandboxId, owner, cancellationToken);
        await use.Guest.SignalAsync(execId, SignalNames.Kill, cancellationToken);
    }

    /// <summary>Kills everything that an exec started and deletes its output.</summary>
    public async Task DeleteAsync(string sandboxId, string execId, string owner, CancellationToken cancellationToken)
    {
        var sandbox = _sandboxes.Find(sandboxId, owner);
        var exec = Find(sandbox, execId);
        if (exec.Record.End is null)
        {
            using var use = await _sandboxes.UseAsync(sandboxId, owner, cancellationToken);
            await ExecStarter.TryForgetAsync(use.Guest, execId, cancellationToken);
        }
        else
            _starter.Keeper.Forget(sandbox, execId);
        _store.For(sandbox.Id).Remove(exec);
    }

    /// <summary>Lets go of everybody who follows an exec, so that the server can stop. Execs run on.</summary>
    public void LetGo() => _store.Abandon();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _starter.Collector.DisposeAsync();
        await _recovery.DisposeAsync();
        await _starter.Keeper.DisposeAsync();
        _store.Abandon();
    }

    /// <summary>Starts a program that belongs to the sandbox itself, or to a terminal.</summary>
    internal Task<KeptExec> StartAsync(SandboxUse use, Guest.Protocol.GuestExecRequest request, ExecKind kind, CancellationToken cancellationToken) =>
        _starter.StartAsync(use, request, kind, cancellationToken);

    /// <summary>What is kept of a sandbox's execs.</summary>
    internal SandboxOutput Output(Sandbox sandbox) => _store.For(sandbox.Id);

    /// <summary>One exec of a sandbox.</summary>
    internal KeptExec Find(Sandbox sandbox, string execId) => _store.For(sandbox.Id).Find(execId)
        ?? throw new WarrenException(ErrorCode.NotFound, $"There is no exec '{execId}' in sandbox {sandbox.Id}.");

    /// <summary>How many execs keep a sandbox from being idle: programs that run, and terminals that somebody is attached to.</summary>
    internal int CountActive(string sandboxId) => _store.TryGet(sandboxId)?.CountActive() ?? 0;

    /// <summary>Begins with the sandboxes that an earlier process left; what was kept of others is removed.</summary>
    internal void Start(IReadOnlyCollection<Sandbox> sandboxes)
    {
        _store.RemoveExcept(sandboxes.Select(sandbox => sandbox.Id).ToHashSet());
        foreach (var sandbox in sandboxes)
            _recovery.TakeUp(sandbox);
    }

    /// <summary>A guest that may already run execs is connected: they are followed again.</summary>
    internal void OnConnected(Sandbox sandbox) => _recovery.TakeUp(sandbox);

    /// <summary>A sandbox does not run any more.</summary>
    internal void OnEnded(Sandbox sandbox, string reason) => _recovery.EndAll(sandbox, reason);

    /// <summary>A sandbox was removed.</summary>
    internal void OnRemoved(Sandbox sandbox) => _store.Remove(sandbox.Id);

    /// <summary>Writes to an exec's standard input.</summary>
    internal async Task WriteStdinAsync(SandboxUse use, string execId, ReadOnlyMemory<byte> data, bool end, CancellationToken cancellationToken)
    {
        var patience = _store.Options.Patience;
        using var timer = new CancellationTokenSource(patience, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await use.Guest.WriteStdinAsync(execId, data, end, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WarrenException(ErrorCode.DeadlineExceeded, $"The program did not take all of its input within {patience.TotalSeconds} s; it may have got a part of it.");
        }
    }
}
