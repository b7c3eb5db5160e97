using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Warren.Server.FunctionalTests;

/// <summary>Sends bytes as no well-behaved client would, and reads what comes back.</summary>
public static class RawHttp
{
    /// <summary>Sends a request, which should ask for the connection to be closed, and reads the answer to its end.</summary>
    public static async Task<RawAnswer> SendAsync(int port, string request, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), cancellationToken);
        return RawAnswer.Parse(await ReadToEndAsync(stream, cancellationToken));
    }

    /// <summary>A GET with further header lines, each without its line end.</summary>
    public static Task<RawAnswer> GetAsync(int port, string target, string host, CancellationToken cancellationToken, params string[] headers) =>
        SendAsync(port, $"GET {target} HTTP/1.1\r\nHost: {host}\r\n{string.Concat(OfConnection(headers).Concat(headers).Select(header => header + "\r\n"))}\r\n", cancellationToken);

    /// <summary>Reads a head to the empty line behind it.</summary>
    public static async Task<string> ReadHeadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, cancellationToken) > 0)
            head.Append((char)one[0]);
        return head.ToString();
    }

    private static string[] OfConnection(string[] headers) =>
        headers.Any(header => header.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase)) ? [] : ["Connection: close"];

    private static async Task<string> ReadToEndAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        try
        {
            await stream.CopyToAsync(bytes, cancellationToken);
        }
        catch (IOException)
        {
            // Reset: what came before it counts.
        }
        return Encoding.Latin1.GetString(bytes.ToArray());
    }
}
