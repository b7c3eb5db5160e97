using System.Runtime.InteropServices;
using Warren.Guest.Protocol;

namespace Warren.Guest.Execs;

/// <summary>
/// The last bytes of a stream, addressed by their offset from its start. Grows from nothing as needed, in memory
/// outside of the garbage collector's, so that it is given back at once. Not thread-safe: its exec locks.
/// </summary>
internal sealed unsafe class OutputRing(OutputBudget budget) : IDisposable
{
    private const int FirstSize = 8 * 1024;

    private byte* _memory;
    private int _size;

    /// <summary>Bytes of memory that it takes.</summary>
    public int Size => _size;

    /// <summary>Offset of the oldest byte that is kept.</summary>
    public long Start { get; private set; }

    /// <summary>Offset after the newest.</summary>
    public long End { get; private set; }

    /// <summary>
    /// Room for new bytes; empty where there is none that may be had without losing a byte from
    /// <paramref name="needed"/> on. What half a ring kept before it may be lost: a reader whose connection breaks
    /// has at most that much on its way.
    /// </summary>
    public Span<byte> Reserve(long? needed)
    {
        if (End - Start >= _size && _size < GuestProtocol.MaxKeptOutput)
            Grow();
        var keepFrom = needed is { } offset ? Math.Max(Start, offset - _size / 2) : End;
        var room = (int)Math.Min(_size, needed is null ? _size : _size - (End - keepFrom));
        var at = (int)(End % _size);
        return new(_memory + at, Math.Min(room, _size - at));
    }

    /// <summary>Takes in bytes that were written to what <see cref="Reserve"/> gave.</summary>
    public void Commit(int count)
    {
        End += count;
        Start = Math.Max(Start, End - _size);
    }

    /// <summary>Kept bytes from an offset on: as many as lie in one piece.</summary>
    public ReadOnlySpan<byte> Read(long offset, int most)
    {
        var at = (int)(offset % _size);
        return new(_memory + at, (int)Math.Min(Math.Min(most, End - offset), _size - at));
    }

    /// <summary>Gives back what the kept bytes do not need; nothing can be written any more.</summary>
    public void Shrink()
    {
        var kept = (int)(End - Start);
        if (kept == 0 ? _size > 0 : kept <= _size / 2)
        {
            budget.Return(_size - kept);
            Move(kept);
        }
    }

    /// <summary>Gives all memory back; the kept bytes are lost, the offsets stay.</summary>
    public void Dispose()
    {
        NativeMemory.Free(_memory);
        budget.Return(_size);
        _memory = null;
        _size = 0;
        Start = End;
    }

    private void Grow()
    {
        var size = _size == 0 ? FirstSize : _size * 2;
        if (_size == 0)
            budget.Take(size);
        else if (!budget.TryTake(size - _size))
            return;
        Move(size);
    }

    private void Move(int size)
    {
        var memory = (byte*)NativeMemory.Alloc((nuint)size);
        for (var offset = Start; offset < End;)
        {
            // The pieces end where either ring wraps around.
            var at = (int)(offset % size);
            var piece = Read(offset, size - at);
            piece.CopyTo(new Span<byte>(memory + at, size - at));
            offset += piece.Length;
        }
        NativeMemory.Free(_memory);
        _memory = memory;
        _size = size;
    }
}
