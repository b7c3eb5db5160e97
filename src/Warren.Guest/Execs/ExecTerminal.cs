using System.Runtime.InteropServices;
using Warren.Guest.Native;
using Warren.Guest.Processes;
using Warren.Guest.Protocol;

namespace Warren.Guest.Execs;

/// <summary>
/// A terminal of an exec: the master of a pseudo-terminal (pty(7)). The kernel does the rest, such as line editing,
/// job control and telling the programs in the foreground of a new size.
/// </summary>
internal sealed unsafe class ExecTerminal : IDisposable
{
    private const string Multiplexer = "/dev/ptmx";
    private const nuint ReadModes = 0x5401;
    private const nuint SetSize = 0x5414;
    private const nuint ReadNumber = 0x80045430;
    private const nuint SetLock = 0x40045431;
    private const int OwnerOnly = 0b110_000_000;
    private const byte DefaultEndOfFile = 4;

    private int _master;

    private ExecTerminal(int master, string path) => (_master, Path) = (master, path);

    /// <summary>Path of the end that the programs get.</summary>
    public string Path { get; }

    /// <summary>Makes a terminal that belongs to a user.</summary>
    /// <param name="user">Its owner.</param>
    /// <param name="held">The programs' end, opened: until one of them has it, it is to stay open.</param>
    public static ExecTerminal Open(UserAccount user, out int held)
    {
        const int flags = Descriptors.ReadWrite | Descriptors.NoControllingTerminal | Descriptors.NonBlocking | Descriptors.CloseOnExec;
        var master = Libc.open(Multiplexer, flags);
        int number, unlocked = 0;
        if (master < 0)
            throw Refuse(Multiplexer);
        // What has no number is no multiplexer, whatever the image has put there.
        if (Libc.ioctl(master, ReadNumber, &number) != 0 || Libc.ioctl(master, SetLock, &unlocked) != 0)
        {
            Libc.close(master);
            throw new GuestFailure(GuestErrorCode.Failed, $"the sandbox has no terminals: {Multiplexer} gives none");
        }
        var terminal = new ExecTerminal(master, $"/dev/pts/{number}");
        held = Libc.open(terminal.Path, flags);
        if (held < 0 || Libc.fchown(held, user.Uid, -1) != 0 || Libc.fchmod(held, OwnerOnly) != 0)
        {
            var failure = Refuse(terminal.Path);
            if (held >= 0)
                Libc.close(held);
            terminal.Dispose();
            throw failure;
        }
        return terminal;
    }

    /// <summary>Another descriptor of the master, which does not block.</summary>
    public int Duplicate() => Descriptors.Duplicate(_master);

    /// <summary>Changes the size; the kernel sends SIGWINCH to the foreground.</summary>
    public void Resize(GuestTerminal size)
    {
        // struct winsize: rows, columns, and two sizes in pixels that are unknown.
        var window = stackalloc ushort[4] { (ushort)size.Rows, (ushort)size.Columns, 0, 0 };
        if (Libc.ioctl(_master, SetSize, window) != 0)
            throw new NativeException("TIOCSWINSZ", Marshal.GetLastPInvokeError());
    }

    /// <summary>
    /// What ends the input for a program that reads lines. One that reads bytes as they are gets the character itself.
    /// </summary>
    /// <param name="isMidLine">The last byte that was written ended no line: then the first character only sends off the line.</param>
    public byte[] ReadEndOfFile(bool isMidLine)
    {
        const int localModes = 3, canonical = 2, firstCharacter = 17, endOfFile = 4;
        var modes = stackalloc uint[16];
        if (Libc.ioctl(_master, ReadModes, modes) != 0)
            return [DefaultEndOfFile];
        var character = ((byte*)modes)[firstCharacter + endOfFile];
        if (character == 0)
            return [];
        return isMidLine && (modes[localModes] & canonical) != 0 ? [character, character] : [character];
    }

    /// <summary>Closes it: once all descriptors of the master are closed, programs that are left get SIGHUP.</summary>
    public void Dispose()
    {
        if (_master >= 0)
            Libc.close(_master);
        _master = -1;
    }

    private static GuestFailure Refuse(string path) => Marshal.GetLastPInvokeError() switch
    {
        Errno.NoSpace or Errno.InputOutput => new(GuestErrorCode.TooManyRequests, "no more terminals can be had"),
        Errno.NoEntry => new(GuestErrorCode.Failed, $"the sandbox has no terminals: {path} does not exist"),
        var errno => new(GuestErrorCode.Failed, $"cannot open the terminal {path}: error {errno}"),
    };
}
