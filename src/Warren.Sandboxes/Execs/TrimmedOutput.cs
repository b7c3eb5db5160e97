using System.Buffers;
using System.Globalization;
using System.Text;

namespace Warren.Sandboxes.Execs;

/// <summary>The start and the end of an output stream of any length, within a fixed amount of memory.</summary>
internal sealed class TrimmedOutput(int capacity) : IDisposable
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> _head = new();
    private readonly int _half = capacity / 2;
    private byte[]? _tail;
    private long _tailBytes;
    private long _skipped;

    /// <summary>Whether something in the middle was left out.</summary>
    public bool IsTrimmed => Omitted > 0;

    private long Omitted => _skipped + Math.Max(0, _tailBytes - _half);

    /// <summary>Adds what came next.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        var first = Math.Min(data.Length, _skipped > 0 ? 0 : _half - _head.WrittenCount);
        _head.Write(data[..first]);
        for (data = data[first..]; data.Length > 0;)
        {
            _tail ??= ArrayPool<byte>.Shared.Rent(_half);
            var at = (int)(_tailBytes % _half);
            var part = data[..Math.Min(data.Length, _half - at)];
            part.CopyTo(_tail.AsSpan(at));
            _tailBytes += part.Length;
            data = data[part.Length..];
        }
    }

    /// <summary>Notes that something is missing at this point.</summary>
    public void Skip(long bytes) => _skipped += bytes;

    /// <summary>The text, with a line in the middle that says what is left out; and the exact bytes where they are no UTF-8.</summary>
    public (string Text, byte[]? Exact) Read()
    {
        var marker = IsTrimmed ? Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n[... {Omitted} bytes left out ...]\n")) : [];
        byte[] all = [.. _head.WrittenSpan, .. marker, .. Tail()];
        try
        {
            return (Strict.GetString(all), null);
        }
        catch (DecoderFallbackException)
        {
            return (Encoding.UTF8.GetString(all), all);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_tail is not null)
            ArrayPool<byte>.Shared.Return(_tail);
        _tail = null;
    }

    private byte[] Tail()
    {
        if (_tail is null)
            return [];
        if (_tailBytes <= _half)
            return _tail[..(int)_tailBytes];
        var at = (int)(_tailBytes % _half);
        return [.. _tail.AsSpan(at, _half - at), .. _tail.AsSpan(0, at)];
    }
}
