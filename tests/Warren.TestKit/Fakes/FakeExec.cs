using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Warren.Guest.Protocol;

namespace Warren.TestKit.Fakes;

/// <summary>A program that runs, or ran, in a fake guest, with everything it wrote.</summary>
internal sealed class FakeExec(GuestExecRequest request, bool background, FakeProgram program) : IDisposable
{
    private readonly FakeOutput _output = new();
    private readonly CancellationTokenSource _killed = new();
    private readonly CancellationTokenSource _forgotten = new();
    private GuestExit? _exit;

    public DateTimeOffset StartedAt { get; } = TimeProvider.System.GetUtcNow();

    public string Id => request.Id;

    public bool HasEnded => _exit is not null;

    public FakeOutput Output => _output;

    public void Kill() => _killed.Cancel();

    /// <summary>Ends a reader in the middle.</summary>
    public CancellationToken Forgotten => _forgotten.Token;

    public void Forget()
    {
        Kill();
        _forgotten.Cancel();
    }

    public async Task RunAsync()
    {
        int? signal = program.Signal;
        try
        {
            _output.Write(GuestFrameKind.Stdout, program.Stdout);
            _output.Write(GuestFrameKind.Stderr, program.Stderr);
            await program.Body(_output, _killed.Token);
            await program.Wait(_killed.Token);
        }
        catch (OperationCanceledException) when (_killed.IsCancellationRequested)
        {
            signal = 9;
        }
        _output.End(() => _exit = new GuestExit
        {
            ExitCode = signal is { } number ? 128 + number : program.ExitCode,
            Signal = signal,
            DurationMs = 1,
            PeakMemory = 4096,
            CpuMs = 1,
            StdoutBytes = _output.Length(GuestFrameKind.Stdout),
            StderrBytes = _output.Length(GuestFrameKind.Stderr),
        });
    }

    public GuestExecStatus Status() => new()
    {
        Id = Id,
        Arguments = request.Arguments,
        Pid = 2,
        Background = background,
        StartedAt = StartedAt,
        DurationMs = 1,
        StdoutBytes = _output.Length(GuestFrameKind.Stdout),
        StderrBytes = _output.Length(GuestFrameKind.Stderr),
        StdoutKeptFrom = 0,
        StderrKeptFrom = 0,
        Exit = _exit,
    };

    /// <summary>Writes the stream of a reader.</summary>
    public async Task StreamAsync(Stream target, long stdout, long stderr, CancellationToken cancellationToken)
    {
        await target.WriteAsync(Frame(GuestFrameKind.Started, new GuestStarted { Id = Id, Pid = 2, StartedAt = StartedAt }, GuestJson.Default.GuestStarted), cancellationToken);
        while (true)
        {
            var (changed, ended) = (_output.Changed, HasEnded);
            stdout = await WriteAsync(target, GuestFrameKind.Stdout, stdout, cancellationToken);
            stderr = await WriteAsync(target, GuestFrameKind.Stderr, stderr, cancellationToken);
            await target.FlushAsync(cancellationToken);
            if (ended)
                break;
            await changed.WaitAsync(cancellationToken);
        }
        await target.WriteAsync(Frame(GuestFrameKind.Exit, _exit!, GuestJson.Default.GuestExit), cancellationToken);
    }

    public void Dispose()
    {
        _killed.Dispose();
        _forgotten.Dispose();
    }

    private async Task<long> WriteAsync(Stream target, GuestFrameKind kind, long offset, CancellationToken cancellationToken)
    {
        if (_output.Lost(kind) is var lost && lost > offset)
        {
            var gap = new byte[GuestFrameHeader.DroppedLength];
            gap[0] = (byte)kind;
            BinaryPrimitives.WriteInt64LittleEndian(gap.AsSpan(1), lost - offset);
            await target.WriteAsync(Frame(GuestFrameKind.Dropped, gap), cancellationToken);
            offset = lost;
        }
        foreach (var chunk in _output.Read(kind, offset).Chunk(GuestProtocol.MaxChunk))
        {
            await target.WriteAsync(Frame(kind, chunk), cancellationToken);
            offset += chunk.Length;
        }
        return offset;
    }

    private static byte[] Frame<T>(GuestFrameKind kind, T message, JsonTypeInfo<T> type) => Frame(kind, JsonSerializer.SerializeToUtf8Bytes(message, type));

    private static byte[] Frame(GuestFrameKind kind, byte[] payload)
    {
        var frame = new byte[GuestFrameHeader.Size + payload.Length];
        new GuestFrameHeader(kind, payload.Length).Write(frame);
        payload.CopyTo(frame, GuestFrameHeader.Size);
        return frame;
    }
}
