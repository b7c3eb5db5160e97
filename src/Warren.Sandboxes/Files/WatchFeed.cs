using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Warren.Api;
using Warren.Api.Files;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes.Files;

/// <summary>
/// Shares the one stream of a watch among its readers. Who comes with an older place has the stream begin anew from
/// there; who is too slow is let go, and goes on from its place when it comes back.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Each pump disposes its own source when it ends.")]
internal sealed class WatchFeed(GuestClient guest, string id, Action<WatchFeed> unused)
{
    private const int MaxWaiting = 4096;

    private readonly Lock _gate = new();
    private readonly List<Reader> _readers = [];
    private CancellationTokenSource? _pump;
    private long _position;

    public GuestClient Guest => guest;

    public string Id => id;

    /// <summary>Every event behind a place, up to the end of the watch.</summary>
    public async IAsyncEnumerable<FileEvent> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new Reader(after);
        Add(reader);
        try
        {
            await foreach (var happened in reader.Events.Reader.ReadAllAsync(cancellationToken))
                yield return happened;
        }
        finally
        {
            Remove(reader);
        }
    }

    private void Add(Reader reader)
    {
        lock (_gate)
        {
            _readers.Add(reader);
            if (_pump is null || reader.Position < _position)
                Start(_readers.Min(each => each.Position));
        }
    }

    private void Remove(Reader reader)
    {
        lock (_gate)
        {
            _readers.Remove(reader);
            if (_readers.Count > 0)
                return;
            _pump?.Cancel();
            _pump = null;
        }
        unused(this);
    }

    private void Start(long position)
    {
        _pump?.Cancel();
        _pump = new();
        _position = position;
        _ = PumpAsync(position, _pump); // It tells every reader how it ended, and observes its own failure.
    }

    private async Task PumpAsync(long position, CancellationTokenSource ending)
    {
        Exception? failure = null;
        try
        {
            var lines = new WatchLines(position);
            await using var exec = await guest.AttachAsync(id, position, 0, ending.Token);
            await foreach (var frame in exec.ReadAsync(ending.Token))
            {
                if (frame is GuestFrame.Output { Stream: GuestOutput.Stdout } output)
                    lines.Add(output.Data.Span, happened => Publish(ending, happened));
                else if (frame is GuestFrame.Dropped { Stream: GuestOutput.Stdout } dropped)
                    lines.Skip(dropped.Count);
            }
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }
        End(ending, failure);
        ending.Dispose();
    }

    private void Publish(CancellationTokenSource pump, FileEvent happened)
    {
        lock (_gate)
        {
            if (_pump != pump)
                return;
            _position = happened.Offset;
            foreach (var reader in _readers)
                if (reader.Position < happened.Offset && !reader.TryAdd(happened))
                    reader.Events.Writer.TryComplete(new WarrenException(
                        ErrorCode.TooManyRequests, "Events came faster than they were read; go on behind the last that was received."));
        }
    }

    private void End(CancellationTokenSource pump, Exception? failure)
    {
        lock (_gate)
        {
            if (_pump != pump)
                return; // Another took its place, or nobody reads any more.
            _pump = null;
            foreach (var reader in _readers)
                reader.Events.Writer.TryComplete(failure);
        }
    }

    private sealed class Reader(long after)
    {
        public Channel<FileEvent> Events { get; } = Channel.CreateBounded<FileEvent>(MaxWaiting);

        public long Position { get; private set; } = after;

        public bool TryAdd(FileEvent happened)
        {
            if (!Events.Writer.TryWrite(happened))
                return false;
            Position = happened.Offset;
            return true;
        }
    }
}
