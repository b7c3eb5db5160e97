using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Warren.Api;
using Warren.Guest.Protocol;

namespace Warren.Sandboxes.Guests;

/// <summary>
/// Sends a body of unknown length to the guest over an HTTP/1.1 connection of its own, and reads the answer at the
/// same time: the guest may refuse in the middle, such as for a full disk. <c>HttpClient</c> would lose such an answer.
/// </summary>
internal static class GuestUpload
{
    private const int MaxAnswer = 64 * 1024;
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(30);

    /// <summary>Sends a body; gives the guest's answer.</summary>
    /// <param name="connect">Opens a byte stream to the guest.</param>
    /// <param name="path">Method and path of the call.</param>
    /// <param name="body">The body.</param>
    /// <param name="length">Its length where it is known, which spares the guest the taking apart of chunks.</param>
    /// <param name="time">The clock of the deadline for the answer behind the body.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public static async Task<byte[]> SendAsync(
        Func<CancellationToken, ValueTask<Stream>> connect, (string Method, string Path) path,
        PipeReader body, long? length, TimeProvider time, CancellationToken cancellationToken)
    {
        var stream = await ConnectAsync(connect, cancellationToken);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answer = Task.FromResult(Array.Empty<byte>());
        var sending = Task.CompletedTask;
        try
        {
            answer = ReadAnswerAsync(stream, ending.Token);
            sending = SendAsync(stream, Head(path.Method, path.Path, length), body, length is null, ending.Token);
            // A caller that breaks off is the reason for the end, not that the guest then does not answer.
            if (await Task.WhenAny(answer, sending) == sending)
                await sending;
            using (SandboxTelemetry.Step("upload.answer", null))
                return await answer.WaitAsync(AnswerDeadline, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new WarrenException(ErrorCode.SandboxFailed, "The sandbox's guest did not answer in time.");
        }
        finally
        {
            await ending.CancelAsync();
            await stream.DisposeAsync();
            await Task.WhenAll(answer, sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads the message of an answer; throws the failure that it reports.</summary>
    public static T Parse<T>(ReadOnlySpan<byte> answer, JsonTypeInfo<T> type)
    {
        var (status, body) = Split(answer);
        try
        {
            return status == 200
                ? JsonSerializer.Deserialize(body, type) ?? throw Lies()
                : throw GuestTransport.ToFailure(JsonSerializer.Deserialize(body, GuestJson.Default.GuestError) ?? throw Lies());
        }
        catch (JsonException)
        {
            throw Lies();
        }
    }

    /// <summary>Throws the failure that an answer without a message reports.</summary>
    public static void CheckEmpty(ReadOnlySpan<byte> answer)
    {
        if (!answer.StartsWith("HTTP/1.1 204 "u8))
            Parse(answer, GuestJson.Default.GuestError);
    }

    private static byte[] Head(string method, string path, long? length) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{method} /v{GuestProtocol.Generation}/{path} HTTP/1.1\r\nHost: guest\r\nConnection: close\r\n{(length is null ? "Transfer-Encoding: chunked" : $"Content-Length: {length}")}\r\n\r\n"));

    private static async Task SendAsync(Stream stream, byte[] head, PipeReader body, bool isChunked, CancellationToken cancellationToken)
    {
        using var step = SandboxTelemetry.Step("upload.body", null);
        var isTaken = await TryWriteAsync(stream, head, cancellationToken);
        for (var isFirst = true; isTaken;)
        {
            var read = await body.ReadAsync(cancellationToken);
            try
            {
                if (isChunked && !read.Buffer.IsEmpty)
                    isTaken = await TryWriteAsync(stream, ChunkHead(read.Buffer.Length, isFirst), cancellationToken);
                foreach (var piece in read.Buffer)
                    isTaken = isTaken && await TryWriteAsync(stream, piece, cancellationToken);
                isFirst &= read.Buffer.IsEmpty;
            }
            finally
            {
                body.AdvanceTo(read.Buffer.End); // Also when broken off: else the caller's connection could not be used again.
            }
            if (!read.IsCompleted)
                continue;
            if (isChunked && isTaken)
                await TryWriteAsync(stream, (byte[])[.. ChunkHead(0, isFirst), .. "\r\n"u8], cancellationToken);
            return;
        }
    }

    // RFC 9112, section 7.1: each chunk ends with an empty line, and one of no bytes ends the body.
    private static byte[] ChunkHead(long length, bool isFirst) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(isFirst ? "" : "\r\n")}{length:x}\r\n"));

    // The guest closed the connection: its answer says why.
    private static async ValueTask<bool> TryWriteAsync(Stream stream, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(data, cancellationToken);
            return true;
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    private static async Task<byte[]> ReadAnswerAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        using var answer = new MemoryStream();
        try
        {
            for (int count; answer.Length < MaxAnswer && (count = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
                answer.Write(buffer, 0, count);
        }
        catch (IOException)
        {
            // It closed with bytes of ours unread; what it said came before.
        }
        return answer.ToArray();
    }

    private static (int Status, byte[] Body) Split(ReadOnlySpan<byte> answer)
    {
        if (answer.IsEmpty)
            throw new WarrenException(ErrorCode.SandboxFailed, "The sandbox ended, or its guest broke off.");
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0 || !answer.StartsWith("HTTP/1.1 "u8))
            throw Lies();
        var lines = Encoding.ASCII.GetString(answer[..end]).Split("\r\n");
        var length = lines.Skip(1).Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .FirstOrDefault(field => field[0].Equals("Content-Length", StringComparison.OrdinalIgnoreCase));
        return int.TryParse(lines[0].AsSpan(9, Math.Min(3, lines[0].Length - 9)), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            && length is [_, var digits] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count == answer.Length - end - 4
            ? (status, answer[(end + 4)..].ToArray())
            : throw Lies();
    }

    private static async ValueTask<Stream> ConnectAsync(Func<CancellationToken, ValueTask<Stream>> connect, CancellationToken cancellationToken)
    {
        try
        {
            return await connect(cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException)
        {
            throw new WarrenException(ErrorCode.SandboxFailed, "The sandbox's guest cannot be reached.", failure);
        }
    }

    private static WarrenException Lies() =>
        new(ErrorCode.SandboxFailed, "The sandbox's guest sent something that no guest may send.");
}
