using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Warren.Sandboxes.Execs;

/// <summary>
/// Stores the ends of execs behind the answers that tell of them, and then lets the guests forget them. Should this
/// process be killed in between, the guest still knows, and the next one stores the end.
/// </summary>
internal sealed partial class ExecKeeper : IAsyncDisposable
{
    private readonly Channel<CollectedExec> _ended = Channel.CreateUnbounded<CollectedExec>(new() { SingleReader = true });
    private readonly ForgetQueue _forgets;
    private readonly ExecAnnouncer _announcer;
    private readonly ILogger _logger;
    private readonly Task _keeping;

    public ExecKeeper(OutputOptions options, ExecAnnouncer announcer, TimeProvider time, ILogger logger)
    {
        (_announcer, _logger) = (announcer, logger);
        _forgets = new(options.ForgetDelay, time, logger);
        _keeping = Task.Run(RunAsync);
    }

    /// <summary>Stores the end of an exec, and tells of it, soon.</summary>
    public void Keep(CollectedExec exec)
    {
        exec.Sandbox.Touch();
        _ended.Writer.TryWrite(exec);
    }

    /// <summary>Lets the guest forget an exec whose end is stored.</summary>
    public void Forget(Sandbox sandbox, string execId) => _forgets.Add(sandbox, execId);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _ended.Writer.TryComplete();
        await _keeping;
        await _forgets.DisposeAsync();
    }

    private async Task RunAsync()
    {
        await foreach (var exec in _ended.Reader.ReadAllAsync())
            try
            {
                _announcer.Ended(exec);
                using (SandboxTelemetry.Step("exec.keep", exec.Sandbox.Id))
                    exec.Output.Save(exec.Exec);
                _forgets.Add(exec.Sandbox, exec.Exec.Id);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                LogNotSaved(failure, exec.Exec.Id, exec.Sandbox.Id);
            }
    }

    [LoggerMessage(1023, LogLevel.Error, "The end of exec {Exec} of sandbox {Sandbox} could not be stored.")]
    private partial void LogNotSaved(Exception failure, string exec, string sandbox);
}
