using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Warren.Sandboxes.Execs;

/// <summary>One file of a journal: records without a gap between their bytes.</summary>
/// <param name="prefix">Path of the journal's files up to the offset.</param>
/// <param name="start">Offset in the output of its first byte.</param>
/// <param name="bytes">Bytes of whole records that it holds.</param>
internal sealed class JournalSegment(string prefix, long start, long bytes)
{
    private long _bytes = bytes;
    private JournalHeader _first;

    /// <summary>Offset in the output of its first byte.</summary>
    public long Start => start;

    /// <summary>Bytes of output in it, where it was written or walked through by this process.</summary>
    public long Payload { get; private set; }

    /// <summary>Bytes of whole records in the file. A reader never looks beyond.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Where it is.</summary>
    public string Path { get; } = prefix + start.ToString(CultureInfo.InvariantCulture);

    /// <summary>Opens it to read; null where it was removed meanwhile.</summary>
    public SafeFileHandle? TryOpen()
    {
        try
        {
            return File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>A record was written at its end.</summary>
    public void Add(JournalHeader header)
    {
        if (_bytes == 0)
            _first = header;
        Payload += header.Length;
        Volatile.Write(ref _bytes, _bytes + header.RecordSize);
    }

    /// <summary>Header of its first record; null where it has none.</summary>
    public JournalHeader? ReadFirst()
    {
        if (Bytes == 0)
            return null;
        if (_first.Length > 0)
            return _first;
        using var file = TryOpen();
        Span<byte> bytes = stackalloc byte[JournalHeader.Size];
        if (file is null || !JournalHeader.TryRead(bytes[..RandomAccess.Read(file, bytes, 0)], out var first))
            return null;
        return _first = first;
    }

    /// <summary>
    /// Walks through the file that an earlier process left; what it had written only in part at its end is cut off.
    /// </summary>
    /// <returns>The sequence of the last record; 0 where there is none.</returns>
    public long Recover()
    {
        using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        var window = new byte[4096];
        var (windowStart, windowLength, position, payload, last) = (0L, 0, 0L, 0L, 0L);
        while (true)
        {
            if (position < windowStart || position + JournalHeader.Size > windowStart + windowLength)
                (windowStart, windowLength) = (position, RandomAccess.Read(file, window, position));
            var at = (int)(position - windowStart);
            if (!JournalHeader.TryRead(window.AsSpan(at, windowLength - at), out var header) || position + header.RecordSize > length)
                break;
            if (position == 0)
                _first = header;
            (position, payload, last) = (position + header.RecordSize, payload + header.Length, header.Sequence);
        }
        if (position < length)
            RandomAccess.SetLength(file, position);
        (Payload, _bytes) = (payload, position);
        return last;
    }
}
