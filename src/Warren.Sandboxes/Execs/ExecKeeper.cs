using Microsoft.Extensions.Logging;

namespace Warren.Sandboxes.Execs;

/// <summary>
/// Stores the ends of execs behind the answers that tell of them, many at once, and then lets the guests forget them.
/// Should this process be killed in between, the guest still knows, and the next one stores the end.
/// </summary>
internal sealed partial class ExecKeeper : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;
    private readonly OutputOptions _options;
    private readonly ForgetQueue _forgets;
    private readonly ExecAnnouncer _announcer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private List<CollectedExec> _ended = [];
    private Task _keeping = Task.CompletedTask;

    public ExecKeeper(OutputOptions options, ExecAnnouncer announcer, TimeProvider time, ILogger logger)
    {
        (_options, _announcer, _time, _logger) = (options, announcer, time, logger);
        _stopped = _stopping.Token;
        _forgets = new(options.ForgetDelay, time, logger);
    }

    /// <summary>Tells of the end of an exec, and stores it, soon.</summary>
    public void Keep(CollectedExec exec)
    {
        exec.Sandbox.Touch();
        _announcer.Ended(exec);
        lock (_gate)
        {
            _ended.Add(exec);
            if (_ended.Count == 1)
                _keeping = KeepAsync(_keeping);
        }
    }

    /// <summary>Lets the guest forget an exec whose end is stored.</summary>
    public void Forget(Sandbox sandbox, string execId) => _forgets.Add(sandbox, execId);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Task keeping;
        lock (_gate)
            keeping = _keeping;
        await keeping;
        _stopping.Dispose();
        await _forgets.DisposeAsync();
    }

    // At most one is gathering, and one storing before it.
    private async Task KeepAsync(Task earlier)
    {
        await Task.Delay(_options.Gathering, _time, _stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        await earlier;
        List<CollectedExec> ended;
        lock (_gate)
            (ended, _ended) = (_ended, []);
        foreach (var ofSandbox in ended.GroupBy(exec => exec.Output))
            Store(ofSandbox.Key, [.. ofSandbox]);
    }

    private void Store(SandboxOutput output, CollectedExec[] ended)
    {
        try
        {
            using (SandboxTelemetry.Step("exec.keep", ended[0].Sandbox.Id))
                output.Save([.. ended.Select(exec => exec.Exec)]);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever it is: the ends that come after these are stored all the same.
            LogNotSaved(failure, ended.Length, ended[0].Sandbox.Id);
            return;
        }
        foreach (var exec in ended)
            _forgets.Add(exec.Sandbox, exec.Exec.Id);
    }

    [LoggerMessage(1023, LogLevel.Error, "The ends of {Count} execs of sandbox {Sandbox} could not be stored yet.")]
    private partial void LogNotSaved(Exception failure, int count, string sandbox);
}
