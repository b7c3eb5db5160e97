using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Execs;

namespace Warren.Sandboxes.Terminals;

/// <summary>
/// A client of a terminal: reads from its own offset, and holds back neither the terminal nor other clients. One that
/// is slow is told what it missed.
/// </summary>
public sealed class TerminalAttachment : IDisposable
{
    private const long ScrollBack = 64 * 1024;

    private readonly SandboxService _sandboxes;
    private readonly Sandbox _sandbox;
    private readonly KeptExec _exec;
    private readonly ExecReader _reader;
    private Task _changed = Task.CompletedTask;
    private (int Columns, int Rows) _size;
    private bool _hasEnded;

    internal TerminalAttachment(SandboxService sandboxes, Sandbox sandbox, KeptExec exec, long? offset)
    {
        (_sandboxes, _sandbox, _exec) = (sandboxes, sandbox, exec);
        Offset = offset ?? Math.Max(0, exec.Stdout.End - ScrollBack);
        _reader = new(exec, Offset, exec.Stderr.End, holds: false);
        _size = (exec.Record.Columns, exec.Record.Rows);
        exec.CountClient(1);
    }

    /// <summary>Offset of the first byte that follows, or is told to be missing.</summary>
    public long Offset { get; }

    /// <summary>What a new client is told first.</summary>
    public TerminalMessage Greeting => new() { Type = "attached", Offset = Offset, Columns = _size.Columns, Rows = _size.Rows };

    /// <summary>
    /// The next piece of output, or else the next message, that is there already; the message <c>exit</c> or
    /// <c>error</c> is the last.
    /// </summary>
    public bool TryRead(out ReadOnlyMemory<byte> output, out TerminalMessage? message)
    {
        (output, message) = (default, null);
        if (_hasEnded)
            return false;
        _changed = _exec.Changed.Next;
        var record = _exec.Record;
        if (_reader.TryRead() is { } happened)
        {
            if (happened is ExecEvent.Output { Data: var data })
                output = data;
            else if (happened is ExecEvent.Dropped { Bytes: var bytes })
                message = new() { Type = "dropped", Bytes = bytes };
            return true;
        }
        if (_size != (record.Columns, record.Rows))
        {
            _size = (record.Columns, record.Rows);
            message = new() { Type = "resized", Columns = _size.Columns, Rows = _size.Rows };
        }
        else if (Ending(record) is { } last)
            (message, _hasEnded) = (last, true);
        return message is not null;
    }

    /// <summary>Completes when there may be more, after <see cref="TryRead"/> found none.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _changed.WaitAsync(cancellationToken);

    /// <summary>Types into the terminal.</summary>
    /// <exception cref="WarrenException">DeadlineExceeded: it was not taken in time.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        using var use = await _sandboxes.UseAsync(_sandbox.Id, _sandbox.Owner, cancellationToken);
        await _sandboxes.Execs.WriteStdinAsync(use, _exec.Id, input, end: false, cancellationToken);
    }

    /// <summary>Changes the size of the terminal, for all clients.</summary>
    public Task ResizeAsync(int columns, int rows, CancellationToken cancellationToken) =>
        _sandboxes.Terminals.ResizeAsync(_sandbox.Id, _exec.Id, new() { Columns = columns, Rows = rows }, _sandbox.Owner, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _exec.CountClient(-1);
        _sandbox.Touch();
        _reader.Dispose();
    }

    private TerminalMessage? Ending(ExecRecord record) => record.End switch
    {
        { Exit: { } exit } => new() { Type = "exit", ExitCode = exit.ExitCode, Signal = exit.Signal },
        { Reason: var reason } => new() { Type = "error", Reason = reason },
        null when _exec.IsRemoved => new() { Type = "error", Reason = "The terminal was deleted." },
        null when _exec.IsAbandoned => new() { Type = "error", Reason = "The server is stopping; attach again once it is back." },
        _ => null,
    };
}
