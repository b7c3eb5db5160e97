using System.Runtime.InteropServices;
using Warren.Guest.Native;
using Warren.Guest.Processes;

namespace Warren.Guest.Cells;

/// <summary>
/// Starts the keepers of a sandbox's slots, before the guest is anything but one thread, then the guest anew without the
/// rights that only they need.
/// </summary>
internal static unsafe class CellKeepers
{
    private const int SetDumpable = 4;
    private const int SetNoNewPrivileges = 38;

    // CAP_NET_ADMIN and CAP_SYS_ADMIN: to bring up a network and to mount, in new namespaces of the sandbox's own.
    private const ulong KeepersOwn = (1 << 12) | (1 << 21);

    /// <summary>Starts them and becomes the guest that uses them; returns only where that cannot be.</summary>
    /// <exception cref="NativeException">A keeper could not be started, or the guest not anew.</exception>
    public static void Run(GuestOptions options, string[] arguments)
    {
        Check("prctl", Libc.prctl(SetDumpable, 0, 0, 0, 0));
        Check("prctl", Libc.prctl(SetNoNewPrivileges, 1, 0, 0, 0));
        var filter = options.ReadFilter();
        var sockets = new List<int>();
        for (var slot = 0; slot < options.Cells; slot++)
        {
            var (guest, keeper) = CellSocket.Pair();
            if (CellKeeper.Copy(0, out _) == 0)
            {
                // It has its own socket, which no program gets, and nothing that leads to the server or to other slots.
                Descriptors.CloseFrom(3, except: keeper);
                Descriptors.CloseOnExecution(keeper);
                CellKeeper.Run(slot, keeper, filter);
            }
            Libc.close(keeper);
            sockets.Add(guest);
        }
        Credentials.KeepFromExecution(KeepersOwn);
        SelfExecution.Run([.. WithoutCells(arguments), GuestOptions.CellSocketsOption, string.Join(',', sockets)]);
    }

    private static List<string> WithoutCells(string[] arguments)
    {
        var kept = new List<string> { "guest" };
        for (var i = 0; i < arguments.Length; i += 2)
            if (arguments[i] != GuestOptions.CellsOption)
                kept.AddRange(arguments[i..(i + 2)]);
        return kept;
    }

    private static void Check(string call, int result)
    {
        if (result < 0)
            throw new NativeException(call, Marshal.GetLastPInvokeError());
    }
}
