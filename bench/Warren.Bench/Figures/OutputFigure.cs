using System.Diagnostics;
using Warren.Api.Sandboxes;
using Warren.Client;

namespace Warren.Bench.Figures;

/// <summary>P11: 1 GiB of <c>yes</c> through exec, to the server, which keeps the start and the end of it, and to a caller, against a file in the same sandbox.</summary>
internal sealed class OutputFigure : IFigure
{
    private const long Length = 1L << 30, MostGrowth = 32 << 20;
    private const double LeastKept = 0.6, LeastStreamed = 0.2;
    private const int Turns = 3, FullTurns = 11;
    private static readonly byte[] Expected = [.. Enumerable.Range(0, 1 << 16).Select(at => at % 2 == 0 ? (byte)'y' : (byte)'\n')];
    private static readonly ExecRequest ToFile = Shell("yes | head -c 1G > out; rm out"), ToUs = Shell("yes | head -c 1G");

    /// <inheritdoc/>
    public string Name => "P11";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Result>> MeasureAsync(Setting setting, CancellationToken cancellationToken)
    {
        var sandboxes = setting.Server.Client.Sandboxes;
        var box = (await sandboxes.CreateAsync(new() { Disk = 3 * Length, Cpu = 2 }, cancellationToken)).Id;
        Series bare = new(), kept = new(), streamed = new();
        long growth = 0;
        for (var turn = 0; turn < (setting.IsFull ? FullTurns : Turns); turn++)
        {
            bare.Add(await TimeAsync(() => sandboxes.RunAsync(box, ToFile, cancellationToken)));
            var before = setting.Server.ResetPeak();
            var exec = "";
            kept.Add(await TimeAsync(async () => exec = await CollectAsync(sandboxes, box, cancellationToken)));
            streamed.Add(await TimeAsync(() => StreamAsync(sandboxes, box, cancellationToken)));
            growth = Math.Max(growth, setting.Server.Peak() - before);
            await VerifyAsync(sandboxes, box, exec, cancellationToken);
        }
        await sandboxes.DeleteAsync(box, cancellationToken);
        return
        [
            Result.Share($"{Name} 1 GiB of output, collected", ">= 60 % of a file", LeastKept, bare, kept, growth, MostGrowth),
            Result.Share($"{Name} 1 GiB of output, streamed", ">= 20 % of a file", LeastStreamed, bare, streamed, growth, MostGrowth),
        ];
    }

    // Nobody reads along; the answer has the start and the end of what it wrote.
    private static async Task<string> CollectAsync(SandboxClient sandboxes, string box, CancellationToken cancellationToken) =>
        (await sandboxes.RunAsync(box, ToUs, cancellationToken)).Id;

    private static async Task VerifyAsync(SandboxClient sandboxes, string box, string exec, CancellationToken cancellationToken)
    {
        long at = 0;
        await foreach (var message in sandboxes.AttachAsync(box, exec, 0, 0, cancellationToken))
            at = message switch
            {
                ExecMessage.Output output => Follow(output, at),
                ExecMessage.Dropped dropped => at + dropped.Bytes,
                _ => at,
            };
        Check(at);
        await sandboxes.DeleteExecAsync(box, exec, cancellationToken);
    }

    private static async Task StreamAsync(SandboxClient sandboxes, string box, CancellationToken cancellationToken)
    {
        var at = 0L;
        await foreach (var message in sandboxes.StreamAsync(box, ToUs, cancellationToken))
            if (message is ExecMessage.Output output)
                at = Follow(output, at);
        Check(at);
    }

    // Every byte is looked at: those of even offsets are y, the others ends of lines.
    private static long Follow(ExecMessage.Output output, long at)
    {
        var bytes = output.Bytes.Span;
        var expected = Expected.AsSpan((int)(at % 2));
        for (var done = 0; done < bytes.Length; done += Expected.Length - 2)
        {
            var piece = bytes.Slice(done, Math.Min(bytes.Length - done, Expected.Length - 2));
            if (output.Offset != at || !piece.SequenceEqual(expected[..piece.Length]))
                throw new InvalidOperationException($"The output is not what was written, at {at + done}.");
        }
        return at + bytes.Length;
    }

    private static void Check(long bytes)
    {
        if (bytes != Length)
            throw new InvalidOperationException($"{bytes} bytes of {Length} arrived.");
    }

    // What was written before is not part of it.
    private static async Task<double> TimeAsync(Func<Task> work)
    {
        Libc.Sync();
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static ExecRequest Shell(string line) => new() { Command = SandboxCommand.Shell(line) };
}
