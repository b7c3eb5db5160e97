using Warren.Cli.Output;

namespace Warren.Cli.Terminals;

/// <summary>Lets our terminal not show what is typed, for as long as it lasts; line editing and Ctrl+C work.</summary>
internal sealed class SilentMode : IDisposable
{
    private readonly byte[] _original = TerminalDevice.ReadState();

    /// <summary>Begins it.</summary>
    public SilentMode()
    {
        AppDomain.CurrentDomain.ProcessExit += Restore;
        TerminalDevice.SetSilent(_original);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Restore;
        Restore(null, EventArgs.Empty);
        Console.Error.Write('\n'); // The one that was typed was not shown.
    }

    private void Restore(object? sender, EventArgs args) => TerminalDevice.Restore(_original);
}
