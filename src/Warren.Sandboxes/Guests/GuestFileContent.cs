using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text.Json;
using Warren.Api;
using Warren.Guest.Protocol;

namespace Warren.Sandboxes.Guests;

/// <summary>An opened file and the bytes of it that were asked for.</summary>
public sealed class GuestFileContent : IAsyncDisposable
{
    private const int MaxHead = 64 * 1024;

    private readonly HttpResponseMessage _response;
    private readonly Stream _body;

    private GuestFileContent(HttpResponseMessage response, Stream body, GuestFileHead head) =>
        (_response, _body, Head) = (response, body, head);

    /// <summary>What was opened, and which bytes of it follow.</summary>
    public GuestFileHead Head { get; }

    /// <summary>Writes the bytes, all of them or it fails; less where nobody reads them any more.</summary>
    /// <exception cref="WarrenException">SandboxFailed: the file shrank, or its sandbox ended.</exception>
    public async Task CopyToAsync(PipeWriter target, CancellationToken cancellationToken)
    {
        for (var left = Head.Length; left > 0;)
        {
            var buffer = target.GetMemory(GuestProtocol.MaxChunk);
            var count = await ReadAsync(_body, buffer[..(int)Math.Min(left, buffer.Length)], cancellationToken);
            if (count == 0)
                throw BrokeOff(null);
            target.Advance(count);
            left -= count;
            if ((await target.FlushAsync(cancellationToken)).IsCompleted)
                return;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _body.DisposeAsync();
        _response.Dispose();
    }

    internal static async Task<GuestFileContent> ReadHeadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var size = new byte[sizeof(int)];
            await FillAsync(body, size, cancellationToken);
            var length = BinaryPrimitives.ReadInt32LittleEndian(size);
            if (length is <= 0 or > MaxHead)
                throw Lies();
            var json = new byte[length];
            await FillAsync(body, json, cancellationToken);
            return new(response, body, Check(JsonSerializer.Deserialize(json, GuestJson.Default.GuestFileHead)));
        }
        catch (Exception failure)
        {
            response.Dispose();
            if (failure is JsonException)
                throw Lies();
            throw;
        }
    }

    private static GuestFileHead Check(GuestFileHead? head) =>
        head is { Entry: { Size: >= 0, Type: GuestFileEntry.RegularFile }, Length: >= 0, Offset: >= -1 } && (head.Offset >= 0 || head.Length == 0)
            ? head
            : throw Lies();

    private static async Task FillAsync(Stream body, Memory<byte> target, CancellationToken cancellationToken)
    {
        while (target.Length > 0)
        {
            var count = await ReadAsync(body, target, cancellationToken);
            if (count == 0)
                throw BrokeOff(null);
            target = target[count..];
        }
    }

    private static async ValueTask<int> ReadAsync(Stream body, Memory<byte> target, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(target, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or ObjectDisposedException)
        {
            throw BrokeOff(failure);
        }
    }

    private static WarrenException BrokeOff(Exception? failure) =>
        new(ErrorCode.SandboxFailed, "The file became shorter while it was read, or its sandbox ended.", failure);

    private static WarrenException Lies() =>
        new(ErrorCode.SandboxFailed, "The sandbox's guest sent something that no guest may send.");
}
