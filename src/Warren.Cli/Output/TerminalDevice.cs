using System.Runtime.InteropServices;

namespace Warren.Cli.Output;

/// <summary>The terminal that our standard streams are (termios(3), ioctl_tty(2)).</summary>
internal static partial class TerminalDevice
{
    private const nuint GetWindowSize = 0x5413; // TIOCGWINSZ, the same on x86-64 and arm64
    private const int Now = 0; // TCSANOW
    private const int Drained = 1; // TCSADRAIN
    private const int StateSize = 64; // struct termios of Linux has 60 bytes
    private const int Input = 0;
    private const int LocalModes = 12; // c_lflag, behind three flags of four bytes
    private const uint Echo = 0x8; // ECHO
    private const int Largest = 1000; // No terminal of a sandbox is larger.
    private static readonly int[] Streams = [1, 2, Input];

    /// <summary>Whether both input and output are a terminal.</summary>
    public static bool IsInteractive => IsTerminal(Input) == 1 && IsTerminal(1) == 1;

    /// <summary>Whether somebody can be asked: input is a terminal, and so is standard error, where the question stands.</summary>
    public static bool CanAsk => IsTerminal(Input) == 1 && IsTerminal(2) == 1;

    /// <summary>Its size; zeros where none of our streams is one.</summary>
    public static (int Columns, int Rows) ReadSize()
    {
        Span<ushort> size = stackalloc ushort[4];
        foreach (var stream in Streams)
            if (Control(stream, GetWindowSize, size) == 0 && size[1] > 0)
                return (Math.Min((int)size[1], Largest), Math.Clamp((int)size[0], 1, Largest));
        return default;
    }

    /// <summary>How input is handled now, to be set again later.</summary>
    public static byte[] ReadState()
    {
        var state = new byte[StateSize];
        return Get(Input, state) == 0 ? state : throw new IOException("Standard input is no terminal.");
    }

    /// <summary>Passes every key on as it comes, signals too, and leaves all output as it is.</summary>
    public static void SetRaw(byte[] original)
    {
        byte[] raw = [.. original];
        MakeRaw(raw);
        Set(Input, Now, raw);
    }

    /// <summary>Whether there is something to be read within so many milliseconds.</summary>
    public static bool HasInput(int milliseconds)
    {
        var entry = new PollEntry { Descriptor = Input, Wanted = 1 }; // POLLIN
        return Poll(ref entry, 1, milliseconds) > 0;
    }

    /// <summary>Does not show what is typed.</summary>
    public static void SetSilent(byte[] original)
    {
        byte[] silent = [.. original];
        var modes = silent.AsSpan(LocalModes);
        MemoryMarshal.Write(modes, MemoryMarshal.Read<uint>(modes) & ~Echo);
        Set(Input, Drained, silent);
    }

    /// <summary>Sets what <see cref="ReadState"/> gave.</summary>
    public static void Restore(byte[] original) => Set(Input, Drained, original);

    private struct PollEntry
    {
        public int Descriptor;
        public short Wanted;
        public short Happened;
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollEntry entry, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsTerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int Get(int descriptor, Span<byte> state);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int Set(int descriptor, int when, ReadOnlySpan<byte> state);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(Span<byte> state);

    // Variadic, but all arguments are of integer class.
    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, Span<ushort> size);
}
