using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Warren.Api;
using Warren.Guest.Protocol;

namespace Warren.Sandboxes.Guests;

/// <summary>
/// Upgrades a fresh connection to the bytes of a port in the sandbox (RFC 9110, section 7.8). The head of the answer
/// is read here, as no HTTP client gives the stream below away; it is taken only as exactly as a guest writes it.
/// </summary>
internal static class GuestPortOpener
{
    private const int MaxError = 16 * 1024;

    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    /// <summary>Asks for the port; gives the bytes that came behind the head.</summary>
    /// <exception cref="FormatException">The answer is none that a guest may send.</exception>
    /// <exception cref="WarrenException">The guest refused.</exception>
    public static async Task<ReadOnlyMemory<byte>> UpgradeAsync(Stream stream, int port, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"GET /v{GuestProtocol.Generation}/ports/{port} HTTP/1.1\r\nHost: guest\r\nConnection: Upgrade\r\nUpgrade: {GuestProtocol.PortUpgrade}\r\n\r\n")), cancellationToken);
        var buffer = new byte[GuestProtocol.MaxPortHead];
        int length = 0, end;
        while ((end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (length == buffer.Length)
                throw new FormatException("a head that does not end");
            length += await ReadAsync(stream, buffer.AsMemory(length), cancellationToken);
        }
        var rest = buffer.AsMemory(end + 4, length - end - 4);
        var (status, contentLength) = ParseHead(buffer.AsSpan(0, end));
        return status == 101 ? rest : throw ToFailure(await ReadErrorAsync(stream, rest, contentLength, cancellationToken));
    }

    private static (int Status, int? ContentLength) ParseHead(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 "u8) || head.Length < 12 || head[9..12].ContainsAnyExcept(Digits)
            || head.Length > 12 && head[12] is not ((byte)' ' or (byte)'\r'))
            throw new FormatException("no status line");
        var status = int.Parse(head[9..12], NumberStyles.None, CultureInfo.InvariantCulture);
        int? contentLength = null;
        var isUpgrade = false;
        foreach (var range in head.Split("\r\n"u8))
        {
            var line = Encoding.Latin1.GetString(head[range]);
            if (Value(line, "Content-Length") is { } length)
                contentLength = int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && contentLength is null
                    ? number
                    : throw new FormatException("a wrong length");
            isUpgrade |= Value(line, "Upgrade") is GuestProtocol.PortUpgrade;
        }
        return status != 101 || isUpgrade && contentLength is null ? (status, contentLength) : throw new FormatException("another upgrade");
    }

    private static string? Value(string line, string name) =>
        line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase)
            ? line[(name.Length + 1)..].Trim(' ', '\t')
            : null;

    private static async Task<GuestError> ReadErrorAsync(
        Stream stream, ReadOnlyMemory<byte> start, int? length, CancellationToken cancellationToken)
    {
        if (length is not (> 0 and <= MaxError) || start.Length > length)
            throw new FormatException("a wrong length");
        var body = new byte[length.Value];
        start.CopyTo(body);
        for (var read = start.Length; read < body.Length;)
            read += await ReadAsync(stream, body.AsMemory(read), cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(body, GuestJson.Default.GuestError) ?? throw new FormatException("no error");
        }
        catch (JsonException failure)
        {
            throw new FormatException("no error", failure);
        }
    }

    private static WarrenException ToFailure(GuestError error) => GuestTransport.ToFailure(error);

    private static async ValueTask<int> ReadAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken) =>
        await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : throw new IOException("The guest broke off.");
}
