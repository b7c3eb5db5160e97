using System.Threading.Channels;
using Warren.Api.Sandboxes;

namespace Warren.Sandboxes.Events;

/// <summary>One who follows the tail. A reader who falls too far behind is cut off, and does not hold up anybody.</summary>
internal sealed class EventFollower(EventTail tail, EventFilter filter, long from) : IDisposable
{
    // As many as the tail keeps: the backlog that a follower begins with always fits.
    private const int Waiting = 1024;
    private readonly Channel<SandboxEvent> _events = Channel.CreateBounded<SandboxEvent>(
        new BoundedChannelOptions(Waiting) { SingleReader = true, SingleWriter = true });

    /// <summary>Every event behind this version is read here.</summary>
    public long From => from;

    /// <summary>Takes an event, or cuts the follower off.</summary>
    public void Give(SandboxEvent happened)
    {
        if (!_events.Writer.TryWrite(happened))
            _events.Writer.TryComplete();
    }

    /// <summary>The events as they come; ends where the follower was cut off.</summary>
    public IAsyncEnumerable<SandboxEvent> ReadAsync(CancellationToken cancellationToken) => _events.Reader.ReadAllAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => tail.Leave(this, filter);
}
