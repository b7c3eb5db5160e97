using Microsoft.Win32.SafeHandles;

namespace Warren.Sandboxes.Execs;

/// <summary>
/// One output of an exec in files. What was appended is in the kernel's page cache before a reader sees it, which
/// survives the end of this process. One writes, under the lock of its sandbox; any number read, without a lock.
/// </summary>
/// <param name="prefix">Path of its files up to the offset.</param>
/// <param name="options">How much is kept.</param>
internal sealed class Journal(string prefix, OutputOptions options)
{
    private readonly byte[] _header = new byte[JournalHeader.Size];
    private readonly ReadOnlyMemory<byte>[] _pieces = new ReadOnlyMemory<byte>[2];
    private volatile JournalSegment[] _segments = [];
    private SafeFileHandle? _file;
    private long _end;

    /// <summary>Its files, oldest first. The last one grows; in a list that was read before, every other is complete.</summary>
    public JournalSegment[] Segments => _segments;

    /// <summary>Offset after the newest byte.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>Bytes of output that are not kept.</summary>
    public long Dropped { get; private set; }

    /// <summary>Bytes on disk.</summary>
    public long Size { get; private set; }

    /// <summary>Takes over the files of an exec that ended.</summary>
    public void Load(IEnumerable<(long Start, long Length)> files, long end, long dropped)
    {
        _segments = [.. files.Where(file => file.Length > 0).OrderBy(file => file.Start).Select(file => new JournalSegment(prefix, file.Start, file.Length))];
        Size = _segments.Sum(segment => segment.Bytes);
        (_end, Dropped) = (end, dropped);
    }

    /// <summary>Takes over the files of an exec that was running when the process before ended.</summary>
    /// <returns>The sequence of the last record; 0 where there is none.</returns>
    public long Recover(IEnumerable<long> starts)
    {
        var last = 0L;
        List<JournalSegment> kept = [];
        foreach (var segment in starts.Order().Select(start => new JournalSegment(prefix, start, 0)))
        {
            last = Math.Max(last, segment.Recover());
            if (segment.Bytes == 0)
            {
                File.Delete(segment.Path);
                continue;
            }
            kept.Add(segment);
            Size += segment.Bytes;
            Dropped += segment.Start - _end;
            _end = segment.Start + segment.Payload;
        }
        _segments = [.. kept];
        return last;
    }

    /// <summary>Adds bytes, and drops what is then too much.</summary>
    /// <param name="header">Length, place and time of the record.</param>
    /// <param name="data">What was written.</param>
    /// <param name="most">Most bytes on disk.</param>
    /// <exception cref="IOException">They could not be written, and count as dropped.</exception>
    public void Append(JournalHeader header, ReadOnlyMemory<byte> data, long most)
    {
        try
        {
            if (_file is null || _segments[^1].Bytes + header.RecordSize > options.SegmentSize)
                Roll(most);
            header.Write(_header);
            (_pieces[0], _pieces[1]) = (_header, data);
            RandomAccess.Write(_file!, _pieces, _segments[^1].Bytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Skip(data.Length);
            throw failure as IOException ?? new IOException(failure.Message, failure);
        }
        _segments[^1].Add(header);
        Size += header.RecordSize;
        Volatile.Write(ref _end, _end + data.Length);
    }

    /// <summary>Notes that bytes are missing here.</summary>
    public void Skip(long count)
    {
        Close();
        Dropped += count;
        Volatile.Write(ref _end, _end + count);
    }

    /// <summary>Ends the writing.</summary>
    public void Close()
    {
        if (_file is null)
            return;
        // After a failed write, such as on a full disk, the file may hold a part of a record.
        if (_segments is [.., var last] && RandomAccess.GetLength(_file) > last.Bytes)
            RandomAccess.SetLength(_file, last.Bytes);
        _file.Dispose();
        _file = null;
    }

    /// <summary>Removes every file; who reads one at the moment reads it to its end.</summary>
    public void Delete()
    {
        Close();
        var segments = _segments;
        _segments = [];
        foreach (var segment in segments)
            File.Delete(segment.Path);
        (Dropped, Size) = (End, 0);
    }

    private void Roll(long most)
    {
        Close();
        Trim(most);
        var next = new JournalSegment(prefix, _end, 0);
        // Not FileMode.Create: it truncates also what is new, and ext4 then begins to write it to the disk when it is closed
        // (auto_da_alloc in ext4(5)). Most of a flood is deleted before it would be written.
        _file = File.OpenHandle(next.Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (RandomAccess.GetLength(_file) > 0)
            RandomAccess.SetLength(_file, 0);
        _segments = [.. _segments, next];
    }

    // Leaves the first half and as much of the second as leaves room for another file.
    private void Trim(long most)
    {
        if (Size + options.SegmentSize <= most)
            return;
        var segments = _segments;
        var (head, headBytes) = (0, 0L);
        while (head < segments.Length && headBytes + segments[head].Bytes <= most / 2)
            headBytes += segments[head++].Bytes;
        var (tail, tailBytes) = (segments.Length, (long)options.SegmentSize);
        while (tail > head && tailBytes + segments[tail - 1].Bytes <= most / 2)
            tailBytes += segments[--tail].Bytes;
        _segments = [.. segments[..head], .. segments[tail..]];
        foreach (var segment in segments[head..tail])
        {
            Dropped += segment.Payload;
            Size -= segment.Bytes;
            File.Delete(segment.Path);
        }
    }
}
