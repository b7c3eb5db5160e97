using Warren.Sandboxes.Execs;

namespace Warren.Sandboxes.Logs;

/// <summary>
/// Finds where the last lines of a log begin. Files cannot be read backwards record by record, so it reads forward from
/// the beginning of the newest file, then from that of the second newest, the fourth, and so on, until that is enough.
/// </summary>
internal static class LogTail
{
    /// <summary>The place behind which to read, and how many lines to leave out there.</summary>
    public static (long After, int LinesToSkip) Find(SandboxOutput output, LogQuery query, int lines)
    {
        var everything = query with { Tail = null };
        if (lines == 0)
            return (Math.Max(query.After, output.Published), 0);
        var starts = Starts(output, query);
        for (var newest = 1; ; newest *= 2)
        {
            var isAll = newest >= starts.Count;
            var from = isAll ? everything : everything with { After = Math.Max(query.After, starts[newest - 1] - 1) };
            if (Scan(output, from, lines) is { } found)
                return found;
            if (isAll)
                return (query.After, 0);
        }
    }

    // Null where there are fewer lines.
    private static (long After, int LinesToSkip)? Scan(SandboxOutput output, LogQuery query, int lines)
    {
        using var reader = new LogReader(output, query);
        var last = new Queue<(long Sequence, int Lines)>();
        var (count, isTerminated) = (0L, true);
        while (reader.TryRead(out var piece))
        {
            isTerminated = piece.Data.Span[^1] == '\n';
            if (piece.Data.Span.Count((byte)'\n') is not (> 0 and var some))
                continue;
            last.Enqueue((piece.Sequence, some));
            count += some;
            while (count - last.Peek().Lines > lines)
                count -= last.Dequeue().Lines;
        }
        // The last line counts also where it is not ended yet.
        var wanted = isTerminated ? lines : lines - 1;
        while (last.Count > 0 && count - last.Peek().Lines > wanted)
            count -= last.Dequeue().Lines;
        return count > wanted ? (last.Peek().Sequence - 1, (int)(count - wanted)) : null;
    }

    private static List<long> Starts(SandboxOutput output, LogQuery query) =>
    [
        .. output.List()
            .Where(exec => query.Exec is null || exec.Id == query.Exec)
            .SelectMany(exec => exec.Stdout.Segments.Concat(exec.Stderr.Segments))
            .Select(segment => segment.ReadFirst()?.Sequence ?? 0)
            .Where(sequence => sequence > query.After)
            .OrderDescending(),
    ];
}
