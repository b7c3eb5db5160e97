using System.Net.Sockets;

namespace Warren.Drivers.Docker.Engine;

/// <summary>Where a container engine serves the Docker Engine API.</summary>
public sealed record EngineAddress
{
    /// <summary>Sockets that engines serve on by default, Docker's first.</summary>
    private static readonly string[] StandardSockets = ["/var/run/docker.sock", "/run/podman/podman.sock"];

    private EngineAddress(string text, string? socket, string? host, int port) => (Text, Socket, Host, Port) = (text, socket, host, port);

    /// <summary>As it was given, for people.</summary>
    public string Text { get; }

    /// <summary>The socket's path; null over TCP.</summary>
    public string? Socket { get; }

    /// <summary>The host, over TCP.</summary>
    public string? Host { get; }

    /// <summary>The port, over TCP.</summary>
    public int Port { get; }

    /// <summary>The socket that is there of those that engines serve on; Docker's where none is.</summary>
    public static EngineAddress Standard => OfSocket(Array.Find(StandardSockets, File.Exists) ?? StandardSockets[0]);

    /// <summary>A socket by its absolute path.</summary>
    public static EngineAddress OfSocket(string path) => new($"unix://{path}", path, null, 0);

    /// <summary>Reads a <c>DOCKER_HOST</c>: <c>unix:///PATH</c> or <c>tcp://HOST:PORT</c>; null where it is neither.</summary>
    public static EngineAddress? Parse(string text)
    {
        if (text.StartsWith("unix://", StringComparison.Ordinal))
            return Path.IsPathRooted(text["unix://".Length..]) ? OfSocket(text["unix://".Length..]) : null;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "tcp" or "http", Port: > 0, Host.Length: > 0, AbsolutePath: "" or "/", Query: "", UserInfo: "" }
            ? new(text, null, uri.IdnHost, uri.Port)
            : null;
    }

    /// <summary>Connects.</summary>
    internal async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = Socket is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (Socket is null)
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true); // A stream of events is silent for long.
            await (Socket is null
                ? socket.ConnectAsync(Host!, Port, cancellationToken)
                : socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellationToken));
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
