using System.Threading.Channels;
using Warren.Guest.Protocol;

namespace Warren.TestKit.Fakes;

/// <summary>What a scripted <see cref="FakeProgram"/> lives in: its outputs, its input, its terminal, its signals.</summary>
public sealed class FakeProcess
{
    private readonly Channel<byte[]> _input = Channel.CreateUnbounded<byte[]>();
    private readonly Channel<GuestTerminal> _sizes = Channel.CreateUnbounded<GuestTerminal>();
    private readonly Channel<int> _signals = Channel.CreateUnbounded<int>();
    private readonly Action<bool, byte[]> _write;

    internal FakeProcess(GuestExecRequest request, Action<bool, byte[]> write)
    {
        (Request, _write, Size) = (request, write, request.Terminal);
        if (!request.Stdin.IsEmpty)
            _input.Writer.TryWrite(request.Stdin.ToArray());
        if (!request.OpenStdin && request.Terminal is null)
            _input.Writer.TryComplete();
    }

    /// <summary>How it was started, first input included.</summary>
    public GuestExecRequest Request { get; }

    /// <summary>Size of its terminal now, or null.</summary>
    public GuestTerminal? Size { get; private set; }

    /// <summary>What arrives at its input, piece by piece; completes at the end of input.</summary>
    public ChannelReader<byte[]> Input => _input.Reader;

    /// <summary>Sizes that its terminal was changed to.</summary>
    public ChannelReader<GuestTerminal> Sizes => _sizes.Reader;

    /// <summary>Signals that it was sent and that did not end it; see <see cref="FakeProgram.KeepsSignals"/>.</summary>
    public ChannelReader<int> Signals => _signals.Reader;

    /// <summary>Writes to standard output.</summary>
    public void Write(ReadOnlySpan<byte> output) => _write(true, output.ToArray());

    /// <summary>Writes text to standard output.</summary>
    public void Write(string output) => Write(System.Text.Encoding.UTF8.GetBytes(output));

    /// <summary>Writes to standard error; to standard output where it has a terminal.</summary>
    public void WriteError(ReadOnlySpan<byte> output) => _write(Request.Terminal is not null, output.ToArray());

    // The end of input is the end-of-file character of a terminal, which stays open.
    internal void Feed(byte[] input, bool end)
    {
        if (input.Length > 0)
            _input.Writer.TryWrite(input);
        if (end && Request.Terminal is not null)
            _input.Writer.TryWrite([4]);
        else if (end)
            _input.Writer.TryComplete();
    }

    internal void Resize(GuestTerminal size)
    {
        Size = size;
        _sizes.Writer.TryWrite(size);
    }

    internal void Signal(int number) => _signals.Writer.TryWrite(number);
}
