using System.IO.Compression;
using System.Security.Cryptography;
using Warren.Api;
using Warren.Images.Store;

namespace Warren.Images.Layers;

/// <summary>
/// A tar stream from outside, unpacked on the way when it is gzip. Reading it fails as soon as it yields more than the
/// limits allow, wherever the bytes are: in content, in headers or after the end of the archive.
/// </summary>
internal sealed class GuardedStream : Stream
{
    private const int RatioCountsFrom = 64 << 20;
    private static ReadOnlySpan<byte> GzipMagic => [0x1f, 0x8b];
    private static ReadOnlySpan<byte> ZstdMagic => [0x28, 0xb5, 0x2f, 0xfd];
    private readonly Stream _packed;
    private readonly Stream _source;
    private readonly UnpackLimits _limits;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _read;
    private long _headerEnd = long.MaxValue;

    private GuardedStream(Stream packed, Stream source, UnpackLimits limits) =>
        (_packed, _source, _limits) = (packed, source, limits);

    /// <summary>Reads from the start of a seekable stream, which stays the caller's.</summary>
    /// <exception cref="WarrenException">It is compressed in a way that is not read here.</exception>
    public static GuardedStream Open(Stream packed, UnpackLimits limits)
    {
        Span<byte> magic = stackalloc byte[4];
        packed.Position = 0;
        magic = magic[..packed.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false)];
        packed.Position = 0;
        if (magic.SequenceEqual(ZstdMagic))
            throw new WarrenException(ErrorCode.CapabilityMissing,
                "zstd-compressed layers cannot be read here; save the image with gzip layers");
        var source = magic.StartsWith(GzipMagic)
            ? new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true)
            : packed;
        return new(packed, source, limits);
    }

    /// <summary>Digest of what was read, unpacked.</summary>
    public Digest Digest => new(Convert.ToHexStringLower(_hash.GetCurrentHash()));

    /// <summary>Until <see cref="EndHeader"/>, reading is bounded by what an entry's headers may take.</summary>
    public void BeginHeader() => _headerEnd = _read + _limits.MaxHeaderBytes;

    /// <summary>What is read from now on is content.</summary>
    public void EndHeader() => _headerEnd = long.MaxValue;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var count = _source.Read(buffer);
        _read += count;
        if (_read > _headerEnd)
            throw LayerTree.Refused($"the headers of an entry take more than {_limits.MaxHeaderBytes} bytes");
        if (_read > _limits.MaxBytes)
            throw TooLarge($"it unpacks to more than {_limits.MaxBytes} bytes");
        if (_read > RatioCountsFrom && _read / _limits.MaxRatio > _packed.Position)
            throw TooLarge($"it unpacks to more than {_limits.MaxRatio} times its size");
        _hash.AppendData(buffer[..count]);
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            if (!ReferenceEquals(_source, _packed))
                _source.Dispose();
        }
        base.Dispose(disposing);
    }

    private static WarrenException TooLarge(string what) => new(ErrorCode.TooLarge, $"The archive is refused: {what}.");
}
