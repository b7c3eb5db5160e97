using System.Buffers;

namespace Warren.Guest.Protocol;

/// <summary>
/// Has Kestrel, at both ends, read from connections in blocks as large as a chunk of output. Its own blocks have 4 KiB, and
/// a system call for each of them is most of what the upload of a large file costs. A connection that has nothing to read or
/// to send holds none.
/// </summary>
public sealed class LargeBlocks : MemoryPool<byte>
{
    /// <inheritdoc/>
    public override int MaxBufferSize => Shared.MaxBufferSize;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => Shared.Rent(Math.Max(minBufferSize, GuestProtocol.MaxChunk));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The blocks are those of the whole process.
    }
}
