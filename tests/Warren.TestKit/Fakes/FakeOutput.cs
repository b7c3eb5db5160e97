using System.Buffers;
using Warren.Guest.Protocol;

namespace Warren.TestKit.Fakes;

/// <summary>What a fake program writes.</summary>
public sealed class FakeOutput
{
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _stdout = new();
    private readonly ArrayBufferWriter<byte> _stderr = new();
    private readonly Dictionary<GuestFrameKind, long> _lost = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the next write.</summary>
    internal Task Changed
    {
        get
        {
            lock (_gate)
                return _changed.Task;
        }
    }

    /// <summary>Writes to standard output.</summary>
    public void Write(ReadOnlySpan<byte> data) => Write(GuestFrameKind.Stdout, data);

    /// <summary>Writes to standard error.</summary>
    public void WriteError(ReadOnlySpan<byte> data) => Write(GuestFrameKind.Stderr, data);

    /// <summary>Lets the guest lose everything of standard output so far that no reader took.</summary>
    public void Lose()
    {
        lock (_gate)
            _lost[GuestFrameKind.Stdout] = _stdout.WrittenCount;
    }

    internal void Write(GuestFrameKind kind, ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            Of(kind).Write(data);
            Raise();
        }
    }

    internal void End(Action end)
    {
        end();
        lock (_gate)
            Raise();
    }

    internal long Length(GuestFrameKind kind)
    {
        lock (_gate)
            return Of(kind).WrittenCount;
    }

    internal long Lost(GuestFrameKind kind)
    {
        lock (_gate)
            return _lost.GetValueOrDefault(kind);
    }

    internal byte[] Read(GuestFrameKind kind, long offset)
    {
        lock (_gate)
            return Of(kind).WrittenSpan[(int)offset..].ToArray();
    }

    private ArrayBufferWriter<byte> Of(GuestFrameKind kind) => kind == GuestFrameKind.Stdout ? _stdout : _stderr;

    private void Raise()
    {
        _changed.TrySetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
