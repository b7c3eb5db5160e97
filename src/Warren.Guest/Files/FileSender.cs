using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Native;

namespace Warren.Guest.Files;

/// <summary>
/// Answers with a large file by sendfile(2), which puts the pages of the file into the socket instead of copies of them. It
/// writes beside Kestrel, which has nothing to send meanwhile; so the connection ends with the answer.
/// </summary>
internal static class FileSender
{
    /// <summary>From how many bytes on it is worth a connection.</summary>
    public const long Least = 1024 * 1024;

    private const int Piece = 64 * 1024, MostAtOnce = 1024 * 1024, WhileFull = 4096, InFlight = 1024 * 1024;

    /// <summary>Sends the head of the answer and the bytes of the file.</summary>
    /// <exception cref="IOException">The file became shorter.</exception>
    /// <exception cref="NativeException">It cannot be read, or the other side is gone.</exception>
    /// <exception cref="SocketException">The other side is gone.</exception>
    public static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> start, SafeFileHandle file, long offset, long length, CancellationToken cancellationToken)
    {
        var head = $"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {start.Length + length}\r\n\r\n";
        await SendAsync(socket, (byte[])[.. Encoding.ASCII.GetBytes(head), .. start.Span], cancellationToken);
        socket.SendBufferSize = InFlight; // As much of it as the host lets it have (net.core.wmem_max).
        var buffer = new byte[Piece];
        for (var (left, canSend) = (length, true); left > 0;)
        {
            var count = canSend ? Send(socket, file, offset, left, out canSend) : null;
            if (count is null)
            {
                // A piece by .NET waits until the socket has room; it is small where the rest need not be copied.
                count = FileSystem.Read(file, buffer.AsMemory(0, (int)Math.Min(left, canSend ? WhileFull : Piece)), offset);
                await SendAsync(socket, buffer.AsMemory(0, (int)count), cancellationToken);
                await Task.Yield(); // The disk is not waited for on the thread of all connections.
            }
            if (count == 0)
                throw new IOException("the file became shorter");
            (offset, left) = (offset + count.Value, left - count.Value);
        }
    }

    // Null where the socket is full, or the file system cannot do it.
    private static long? Send(Socket socket, SafeFileHandle file, long offset, long count, out bool canSend)
    {
        canSend = true;
        var sent = Libc.sendfile(socket.SafeHandle, file, ref offset, (nint)Math.Min(count, MostAtOnce));
        if (sent >= 0)
            return sent;
        switch (Marshal.GetLastPInvokeError())
        {
            case Errno.Again or Errno.Interrupted:
                return null;
            case Errno.Invalid or Errno.NotImplemented:
                canSend = false;
                return null;
            case var errno:
                throw new NativeException("sendfile", errno);
        }
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (data.Length > 0)
            data = data[await socket.SendAsync(data, SocketFlags.None, cancellationToken)..];
    }
}
