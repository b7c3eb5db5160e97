using Warren.Guest.Native;

namespace Warren.Guest.Execs;

/// <summary>The pipes of a new exec. The exec takes the guest's ends; the process's are closed once it started.</summary>
internal sealed class ExecPipes : IDisposable
{
    public ExecPipes(bool stdin)
    {
        try
        {
            (StdoutRead, StdoutWrite) = Descriptors.Pipe();
            (StderrRead, StderrWrite) = Descriptors.Pipe();
            if (stdin)
                (StdinRead, StdinWrite) = Descriptors.Pipe();
            else
                StdinRead = Libc.open("/dev/null", Descriptors.ReadOnly | Descriptors.CloseOnExec);
        }
        catch (NativeException)
        {
            Dispose();
            CloseOwn();
            throw;
        }
    }

    public int StdinRead { get; } = -1;
    public int StdinWrite { get; } = -1;
    public int StdoutRead { get; } = -1;
    public int StdoutWrite { get; } = -1;
    public int StderrRead { get; } = -1;
    public int StderrWrite { get; } = -1;

    /// <summary>Closes the process's ends.</summary>
    public void Dispose() => Close(StdinRead, StdoutWrite, StderrWrite);

    private void CloseOwn() => Close(StdinWrite, StdoutRead, StderrRead);

    private static void Close(params ReadOnlySpan<int> descriptors)
    {
        foreach (var descriptor in descriptors)
            if (descriptor >= 0)
                Libc.close(descriptor);
    }
}
