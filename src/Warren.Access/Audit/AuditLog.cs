using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Access;

namespace Warren.Access.Audit;

/// <summary>
/// Writes the audit log behind the callers, many entries at a time. What cannot be written is kept and tried again; where too
/// much is kept, or the server ends, it goes to the server's own log: nothing is lost without a word.
/// </summary>
public sealed partial class AuditLog(IAuditStore store, TimeProvider time, ILogger<AuditLog> logger)
{
    private const int MostWaiting = 8192, MaxBatch = 256;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private readonly Channel<Pending> _waiting = Channel.CreateBounded<Pending>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private bool _isAway;

    /// <summary>Notes an entry, which is written soon.</summary>
    public void Add(AuditEntry entry)
    {
        if (!_waiting.Writer.TryWrite(new(entry, null)))
            LogLost(Text(entry));
    }

    /// <summary>Writes an entry; returns when it is stored.</summary>
    /// <exception cref="WarrenException">EngineUnavailable: it is not stored yet, and is tried again.</exception>
    public Task AddAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        var pending = new Pending(entry, new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_waiting.Writer.TryWrite(pending))
            return pending.Stored!.Task.WaitAsync(cancellationToken);
        LogLost(Text(entry));
        throw new WarrenException(ErrorCode.EngineUnavailable, "The audit log cannot be written; nothing is changed without it.");
    }

    /// <summary>Writes until it is cancelled, then what is left.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<Pending> batch = [];
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(cancellationToken))
            {
                Take(batch);
                while (!await TryWriteAsync(batch))
                {
                    await Task.Delay(RetryAfter, time, cancellationToken);
                    Take(batch);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await WriteRestAsync(batch);
        }
    }

    private async Task WriteRestAsync(List<Pending> batch)
    {
        do
        {
            Take(batch);
            if (batch.Count > 0 && !await TryWriteAsync(batch))
            {
                batch.ForEach(pending => LogLost(Text(pending.Entry)));
                batch.Clear();
            }
        }
        while (_waiting.Reader.TryPeek(out _));
    }

    private void Take(List<Pending> batch)
    {
        while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var next))
            batch.Add(next);
    }

    // What was not written stays in the batch. Whoever waits for it is told, and need not wait for the next try.
    private async Task<bool> TryWriteAsync(List<Pending> batch)
    {
        try
        {
            await store.AppendAsync([.. batch.Select(pending => pending.Entry)], CancellationToken.None);
            batch.ForEach(pending => pending.Stored?.TrySetResult());
            batch.Clear();
            if (_isAway)
                LogBack();
            _isAway = false;
            return true;
        }
        catch (Exception failure)
        {
            if (!_isAway)
                LogAway(failure);
            _isAway = true;
            foreach (var pending in batch)
                if (pending.Stored?.TrySetException(new WarrenException(ErrorCode.EngineUnavailable, "The audit log could not be written yet; the call itself may have been done.", failure)) is true)
                    _ = pending.Stored.Task.Exception; // Whoever waited may be gone.
            return false;
        }
    }

    private static string Text(AuditEntry entry) => JsonSerializer.Serialize(entry, WarrenJson.Wire.AuditEntry);

    [LoggerMessage(150, LogLevel.Critical, "The audit log cannot be written; its entries are kept in memory and tried again each second")]
    private partial void LogAway(Exception failure);

    [LoggerMessage(151, LogLevel.Warning, "The audit log is written again")]
    private partial void LogBack();

    [LoggerMessage(152, LogLevel.Critical, "This entry of the audit log could not be stored: {Entry}")]
    private partial void LogLost(string entry);

    private sealed record Pending(AuditEntry Entry, TaskCompletionSource? Stored);
}
