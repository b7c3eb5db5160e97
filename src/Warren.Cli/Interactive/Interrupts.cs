using System.Runtime.InteropServices;

namespace Warren.Cli.Interactive;

/// <summary>Lets Ctrl+C end what a line does, and the signals that end a program end it.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly Lock _gate = new();
    private CancellationTokenSource? _line;

    /// <summary>Begins to listen to signals.</summary>
    public Interrupts()
    {
        Listen(PosixSignal.SIGINT, Interrupt);
        Listen(PosixSignal.SIGTERM, _ended.Cancel);
        Listen(PosixSignal.SIGHUP, _ended.Cancel);
    }

    /// <summary>Cancelled when the program is to end.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Does the work of one line.</summary>
    /// <param name="work">Given what Ctrl+C cancels.</param>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        using var line = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        lock (_gate)
            _line = line;
        try
        {
            return await work(line.Token);
        }
        finally
        {
            lock (_gate)
                _line = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _ended.Dispose();
    }

    private void Listen(PosixSignal signal, Action act) => _signals.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        act();
    }));

    // Between two lines of a script there is no work to end, but the script.
    private void Interrupt()
    {
        lock (_gate)
            (_line ?? _ended).Cancel();
    }
}
