using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Warren.Server.Hosting;

/// <summary>
/// Has Kestrel read from connections in blocks of 64 KiB. Its own blocks have 4 KiB, and a system call for each of them
/// is most of what the upload of a large file costs. A connection that has nothing to read or to send holds none.
/// </summary>
internal sealed class LargeBlocks : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BlockSize = 64 * 1024;

    /// <inheritdoc/>
    public override int MaxBufferSize => Shared.MaxBufferSize;

    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => Shared.Rent(Math.Max(minBufferSize, BlockSize));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The blocks are those of the whole process.
    }
}
