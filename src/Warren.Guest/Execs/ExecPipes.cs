using Warren.Guest.Native;
using Warren.Guest.Processes;
using Warren.Guest.Protocol;

namespace Warren.Guest.Execs;

/// <summary>
/// The pipes, or the terminal, of a new exec. The exec takes the guest's ends; the process's are closed once it started.
/// </summary>
internal sealed class ExecPipes : IDisposable
{
    private readonly int _heldTerminal = -1;

    public ExecPipes(GuestExecRequest request, UserAccount user)
    {
        try
        {
            if (request.Terminal is { } size)
            {
                Terminal = ExecTerminal.Open(user, out _heldTerminal);
                Terminal.Resize(size);
                StdoutRead = Terminal.Duplicate();
                StdinWrite = Terminal.Duplicate();
                return;
            }
            (StdoutRead, StdoutWrite) = Descriptors.Pipe();
            (StderrRead, StderrWrite) = Descriptors.Pipe();
            if (request.HasStdin || request.OpenStdin)
                (StdinRead, StdinWrite) = Descriptors.Pipe();
            else
                StdinRead = Libc.open("/dev/null", Descriptors.ReadOnly | Descriptors.NonBlocking | Descriptors.CloseOnExec);
        }
        catch (NativeException)
        {
            Dispose();
            Close(StdinWrite, StdoutRead, StderrRead);
            Terminal?.Dispose();
            throw;
        }
    }

    public ExecTerminal? Terminal { get; }
    public int StdinRead { get; } = -1;
    public int StdinWrite { get; } = -1;
    public int StdoutRead { get; } = -1;
    public int StdoutWrite { get; } = -1;
    public int StderrRead { get; } = -1;
    public int StderrWrite { get; } = -1;

    /// <summary>Closes the process's ends.</summary>
    public void Dispose() => Close(StdinRead, StdoutWrite, StderrWrite, _heldTerminal);

    private static void Close(params ReadOnlySpan<int> descriptors)
    {
        foreach (var descriptor in descriptors)
            if (descriptor >= 0)
                Libc.close(descriptor);
    }
}
