using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Warren.Guest.Protocol;

namespace Warren.Server.Hosting;

/// <summary>Gives Kestrel <see cref="LargeBlocks"/>.</summary>
internal sealed class LargeBlockFactory : IMemoryPoolFactory<byte>
{
    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new LargeBlocks();
}
