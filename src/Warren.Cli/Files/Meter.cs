using Warren.Cli.Output;

namespace Warren.Cli.Files;

/// <summary>Counts the bytes of a copy, and shows them on a terminal.</summary>
internal sealed class Meter(long? total) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private readonly Progress _progress = new();
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private TimeSpan _shown = Interval; // A short copy shows nothing.

    /// <summary>Bytes so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds to them.</summary>
    public void Add(int count)
    {
        Bytes += count;
        var elapsed = TimeProvider.System.GetElapsedTime(_started);
        if (Console.IsErrorRedirected || elapsed < _shown)
            return;
        _shown = elapsed + Interval;
        var of = total is > 0 and var all ? $" of {Sizes.Format(all)} ({100 * Bytes / all} %)" : "";
        _progress.Show($"Copying: {Sizes.Format(Bytes)}{of}, {Sizes.Format((long)(Bytes / elapsed.TotalSeconds))}/s");
    }

    /// <inheritdoc/>
    public void Dispose() => _progress.Dispose();
}
