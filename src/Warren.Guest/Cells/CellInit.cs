using System.Runtime.InteropServices;
using System.Text;
using Warren.Guest.Native;
using Warren.Guest.Processes;
using Warren.Guest.Protocol;

namespace Warren.Guest.Cells;

/// <summary>
/// The first process of a cell: starts the programs that the guest sends, reaps whatever ends, and kills what a program
/// leaves behind. It is a copy of its keeper, so it has no other threads and must not need any.
/// </summary>
internal sealed unsafe class CellInit
{
    private const int WaitAll = 0x40000000;
    private const int NoHang = 1;
    private const int UsageSize = 144;
    private const int SigKill = 9;
    private const int SetDumpable = 4;
    private const int SigChild = 17;
    private const int InternetFamily = 2;
    private const int Datagrams = 2;
    private const nuint SetInterfaceFlags = 0x8914;
    private const short InterfaceUp = 1;

    // DAC_OVERRIDE, KILL, SETGID, SETUID and SETPCAP: to start, mark and kill programs of others, and to confine itself.
    private const ulong Capabilities = (1 << 1) | (1 << 5) | (1 << 6) | (1 << 7) | (1 << 8);

    private readonly int _socket;
    private readonly Dictionary<int, (int Number, bool IsMain)> _programs = [];
    private readonly Credentials _credentials = new(Capabilities);
    private readonly UserPrograms _starter;

    private CellInit(int socket) => (_socket, _starter) = (socket, new(_credentials));

    /// <summary>Makes the cell and serves it until the guest kills it. Never returns.</summary>
    public static void Run(int socket, CellMounts mounts, string id, ReadOnlyMemory<byte>? filter)
    {
        try
        {
            var init = new CellInit(socket);
            init.SetUp(mounts, id);
            init._credentials.Confine(filter);
            init.Announce();
            init.Serve();
        }
        catch (Exception failure)
        {
            CellSocket.TrySend(socket, new(CellMessageKind.Failed, Text: failure.Message));
        }
        Libc._exit(1);
    }

    private void SetUp(CellMounts mounts, string id)
    {
        mounts.Enter();
        fixed (byte* name = Encoding.UTF8.GetBytes(id))
            Check("sethostname", Libc.sethostname(name, id.Length));
        BringLoopbackUp();
        OfferToOomKiller();
    }

    // Before its keeper, which has to outlive it. Its files in /proc are its own only while it may be dumped (proc(5)); nothing
    // else is in the cell yet.
    private static void OfferToOomKiller()
    {
        Check("PR_SET_DUMPABLE", Libc.prctl(SetDumpable, 1, 0, 0, 0));
        var score = Libc.open("/proc/self/oom_score_adj", Descriptors.WriteOnly | Descriptors.CloseOnExec);
        Check("open", score);
        fixed (byte* text = "500"u8)
            Libc.write(score, text, 3);
        Libc.close(score);
        Check("PR_SET_DUMPABLE", Libc.prctl(SetDumpable, 0, 0, 0, 0));
    }

    // struct ifreq: a name of 16 bytes, then flags (netdevice(7)).
    private static void BringLoopbackUp()
    {
        var request = stackalloc byte[40];
        NativeMemory.Clear(request, 40);
        "lo"u8.CopyTo(new Span<byte>(request, 16));
        *(short*)(request + 16) = InterfaceUp;
        var socket = Libc.socket(InternetFamily, Datagrams, 0);
        Check("socket", socket);
        var result = Libc.ioctl(socket, SetInterfaceFlags, request);
        Libc.close(socket);
        Check("SIOCSIFFLAGS", result);
    }

    private void Announce()
    {
        var root = Libc.open("/", Descriptors.PathOnly | Descriptors.Folder | Descriptors.CloseOnExec);
        Check("open", root);
        CellSocket.TrySend(_socket, new(CellMessageKind.Made), root);
        Libc.close(root);
    }

    private void Serve()
    {
        var set = stackalloc byte[128];
        NativeMemory.Clear(set, 128);
        set[(SigChild - 1) / 8] = 1 << ((SigChild - 1) % 8);
        var ends = Libc.signalfd(-1, set, Descriptors.CloseOnExec | Descriptors.NonBlocking);
        Check("signalfd", ends);
        // struct pollfd: descriptor, what is waited for, what there is.
        const long readable = 1L << 32;
        var polled = stackalloc long[2];
        Span<int> descriptors = stackalloc int[CellSocket.MaxDescriptors];
        while (true)
        {
            (polled[0], polled[1]) = ((uint)ends | readable, (uint)_socket | readable);
            if (Libc.poll(polled, 2, -1) < 0)
                continue;
            if (polled[0] >> 48 != 0)
                Reap(ends);
            if (polled[1] >> 48 == 0)
                continue;
            if (CellSocket.TryReceive(_socket, wait: false, out var message, descriptors) is not { } received)
                return; // The guest is gone.
            if (received)
                Answer(message, descriptors);
        }
    }

    private void Answer(CellMessage message, ReadOnlySpan<int> descriptors)
    {
        try
        {
            if (message.Kind == CellMessageKind.Spawn)
                Start(message, descriptors);
        }
        finally
        {
            foreach (var descriptor in descriptors[1..])
                if (descriptor >= 0)
                    Libc.close(descriptor);
        }
    }

    private void Start(CellMessage message, ReadOnlySpan<int> descriptors)
    {
        try
        {
            var pid = _starter.Start(SpawnFile.Read(descriptors[0], descriptors[1..]));
            _programs.Add(pid, (message.Number, message.First != 0));
            UserPrograms.OfferToOomKiller(pid);
            CellSocket.TrySend(_socket, new(CellMessageKind.Started, message.Number, pid));
        }
        catch (GuestFailure failure)
        {
            CellSocket.TrySend(_socket, new(CellMessageKind.Refused, message.Number, Text: $"{failure.Code} {failure.Message}"));
        }
        catch (Exception failure) when (failure is NativeException or IOException)
        {
            CellSocket.TrySend(_socket, new(CellMessageKind.Refused, message.Number, Text: $"{GuestErrorCode.Failed} {failure.Message}"));
        }
    }

    private void Reap(int ends)
    {
        var signal = stackalloc byte[128];
        while (Libc.read(ends, signal, 128) > 0)
        {
            // One may stand for several ends.
        }
        while (TryReap(NoHang) is { } ended)
            Report(ended);
    }

    private void Report(CellMessage ended)
    {
        if (ended.Kind != CellMessageKind.Ended)
            return;
        if (ended.Third < 0)
        {
            // A main program: what it has left ends with it, before anybody is told. Nothing can be forked past a signal to all
            // (kill(2), fork.c), so once is enough.
            Libc.kill(-1, SigKill);
            while (TryReap(0) is { } other)
                if (other.Kind == CellMessageKind.Ended)
                    Send(other);
        }
        Send(ended);
    }

    private void Send(CellMessage ended) => CellSocket.TrySend(_socket, ended with { Third = ended.Third & long.MaxValue });

    // The next that has ended; with no kind where nobody asked for it. The highest bit of the third value marks a main program.
    private CellMessage? TryReap(int options)
    {
        var usage = stackalloc byte[UsageSize];
        int status, pid;
        do
            pid = Libc.wait4(-1, &status, options | WaitAll, usage);
        while (pid < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
        if (pid <= 0)
            return null;
        if (!_programs.Remove(pid, out var program))
            return default(CellMessage);
        var times = (long*)usage;
        var processor = ((times[0] + times[2]) * 1_000_000) + times[1] + times[3];
        return new(CellMessageKind.Ended, program.Number, status, times[4], processor | (program.IsMain ? long.MinValue : 0));
    }

    private static void Check(string call, int result)
    {
        if (result < 0)
            throw new NativeException(call, Marshal.GetLastPInvokeError());
    }
}
