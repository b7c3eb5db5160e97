using Warren.Cli.Output;

namespace Warren.Cli.Terminals;

/// <summary>
/// The time in which our terminal passes on every key; behind it, and at any end of the process that can be seen, it is
/// as it was.
/// </summary>
internal sealed class RawMode : IDisposable
{
    // What a program may have left on that a shell does not expect: alternate screen, hidden cursor, mouse reports,
    // bracketed paste, application keys, colours (xterm's control sequences).
    private const string Usual = "\e[?1049l\e[?25h\e[?1000l\e[?1002l\e[?1003l\e[?1006l\e[?2004l\e[?1l\e>\e[0m";

    private readonly byte[] _original = TerminalDevice.ReadState();

    /// <summary>Begins it.</summary>
    public RawMode()
    {
        AppDomain.CurrentDomain.ProcessExit += Restore;
        Enter();
    }

    /// <summary>Whether it lasts: a line then needs a carriage return.</summary>
    public static bool IsActive { get; private set; }

    /// <summary>Begins it again, after somebody else changed the terminal.</summary>
    public void Enter()
    {
        TerminalDevice.SetRaw(_original);
        IsActive = true;
    }

    /// <summary>Takes back what a program that still runs has set on the screen.</summary>
    public static void ResetScreen() => Console.Out.Write(Usual);

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Restore;
        Restore(null, EventArgs.Empty);
    }

    private void Restore(object? sender, EventArgs args)
    {
        TerminalDevice.Restore(_original);
        IsActive = false;
    }
}
