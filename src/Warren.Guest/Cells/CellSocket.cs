using System.Runtime.InteropServices;
using Warren.Guest.Native;

namespace Warren.Guest.Cells;

/// <summary>Sends and receives packets with descriptors (unix(7), SCM_RIGHTS).</summary>
internal static unsafe class CellSocket
{
    /// <summary>Most descriptors of one packet.</summary>
    public const int MaxDescriptors = 4;

    private const int Unix = 1;
    private const int SequencedPackets = 5;
    private const int SocketLevel = 1;
    private const int Rights = 1;
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int CloseOnExec = 0x40000000;
    private const int ControlHead = 16;
    private const int ControlSize = ControlHead + (MaxDescriptors * sizeof(int));

    /// <summary>A pair of connected sockets, of which neither is closed on exec.</summary>
    public static (int Guest, int Keeper) Pair()
    {
        var ends = stackalloc int[2];
        return Libc.socketpair(Unix, SequencedPackets, 0, ends) == 0
            ? (ends[0], ends[1])
            : throw new NativeException("socketpair", Marshal.GetLastPInvokeError());
    }

    /// <summary>Sends a packet; <see langword="false"/> where the other end is gone or takes no more now.</summary>
    public static bool TrySend(int socket, CellMessage message, params ReadOnlySpan<int> descriptors)
    {
        var payload = stackalloc byte[CellMessage.MaxSize];
        var control = stackalloc byte[ControlSize];
        var length = message.Write(new(payload, CellMessage.MaxSize));
        var controlLength = descriptors.Length == 0 ? 0 : ControlHead + (descriptors.Length * sizeof(int));
        if (controlLength > 0)
        {
            // struct cmsghdr: its length, level and type, then the descriptors.
            *(long*)control = controlLength;
            *(int*)(control + 8) = SocketLevel;
            *(int*)(control + 12) = Rights;
            descriptors.CopyTo(new Span<int>(control + ControlHead, descriptors.Length));
        }
        var head = stackalloc long[7];
        var piece = stackalloc long[2] { (long)payload, length };
        Fill(head, piece, control, (controlLength + 7) & ~7);
        nint sent;
        do
            sent = Libc.sendmsg(socket, head, DontWait | NoSignal);
        while (sent < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
        return sent >= 0;
    }

    /// <summary>Receives a packet and its descriptors, which are closed on exec.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="wait">Whether to wait for one.</param>
    /// <param name="message">The packet.</param>
    /// <param name="descriptors">As many as there can be; -1 where there is none.</param>
    /// <returns>Whether there was one; null at the end.</returns>
    public static bool? TryReceive(int socket, bool wait, out CellMessage message, Span<int> descriptors)
    {
        var payload = stackalloc byte[CellMessage.MaxSize];
        var control = stackalloc byte[ControlSize];
        var head = stackalloc long[7];
        var piece = stackalloc long[2] { (long)payload, CellMessage.MaxSize };
        Fill(head, piece, control, ControlSize);
        message = default;
        descriptors.Fill(-1);
        nint received;
        do
            received = Libc.recvmsg(socket, head, (wait ? 0 : DontWait) | CloseOnExec);
        while (received < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
        if (received < 0)
            return Marshal.GetLastPInvokeError() == Errno.Again ? false : null;
        if (received == 0)
            return null;
        if (head[5] > ControlHead && *(int*)(control + 12) == Rights)
            new Span<int>(control + ControlHead, (int)((*(long*)control - ControlHead) / sizeof(int))).CopyTo(descriptors);
        message = CellMessage.Read(new(payload, (int)received));
        return true;
    }

    // struct msghdr: name and its length, pieces and their count, control and its length, flags.
    private static void Fill(long* head, long* piece, byte* control, int controlLength)
    {
        head[0] = head[1] = head[6] = 0;
        (head[2], head[3]) = ((long)piece, 1);
        (head[4], head[5]) = (controlLength == 0 ? 0 : (long)control, controlLength);
    }
}
