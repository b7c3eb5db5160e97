using Microsoft.Extensions.Logging;
using Warren.Api;

namespace Warren.Sandboxes.Execs;

/// <summary>Lets guests forget ended execs, many at once: a guest that hangs holds up only its own.</summary>
internal sealed partial class ForgetQueue(TimeSpan delay, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Sandbox, List<string>> _waiting = [];
    private readonly Dictionary<Sandbox, Task> _working = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Adds an exec.</summary>
    public void Add(Sandbox sandbox, string execId)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(sandbox, out var ids))
                _waiting[sandbox] = ids = [];
            ids.Add(execId);
            if (!_working.ContainsKey(sandbox))
                _working[sandbox] = Task.Run(() => RunAsync(sandbox));
        }
    }

    /// <summary>Ends the work; what a guest still remembers then, the next process lets it forget.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Task[] working;
        lock (_gate)
            working = [.. _working.Values];
        await Task.WhenAll(working);
        _stopping.Dispose();
    }

    private async Task RunAsync(Sandbox sandbox)
    {
        while (true)
            try
            {
                await Task.Delay(delay, time, _stopping.Token);
                if (Take(sandbox) is not { } ids)
                    return;
                await sandbox.Guest.ForgetAsync(ids, _stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (WarrenException failure)
            {
                // It does not run: what it remembered is gone, or is asked for when it is connected to again.
                LogNotForgotten(sandbox.Id, failure.Message);
            }
    }

    private List<string>? Take(Sandbox sandbox)
    {
        lock (_gate)
        {
            if (_waiting.Remove(sandbox, out var ids))
                return ids;
            _working.Remove(sandbox);
            return null;
        }
    }

    [LoggerMessage(1024, LogLevel.Debug, "The guest of sandbox {Sandbox} could not be asked to forget ended execs: {Reason}")]
    private partial void LogNotForgotten(string sandbox, string reason);
}
