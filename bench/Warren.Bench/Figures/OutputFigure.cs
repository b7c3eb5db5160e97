using System.Diagnostics;
using Warren.Api.Sandboxes;
using Warren.Client;

namespace Warren.Bench.Figures;

/// <summary>P11: 1 GiB of <c>yes</c> through exec, into the server's file and to a caller, against a file in the same sandbox.</summary>
internal sealed class OutputFigure : IFigure
{
    private const long Length = 1L << 30, MostGrowth = 32 << 20;
    private const double LeastKept = 0.6, LeastStreamed = 0.2;
    private const int Turns = 3, FullTurns = 11;
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
            kept.Add(await TimeAsync(() => KeepAsync(sandboxes, box, cancellationToken)));
            streamed.Add(await TimeAsync(() => StreamAsync(sandboxes, box, cancellationToken)));
            growth = Math.Max(growth, setting.Server.Peak() - before);
        }
        await sandboxes.DeleteAsync(box, cancellationToken);
        return
        [
            Result.Share($"{Name} 1 GiB of output, kept", ">= 60 % of a file", LeastKept, bare, kept, growth, MostGrowth),
            Result.Share($"{Name} 1 GiB of output, streamed", ">= 20 % of a file", LeastStreamed, bare, streamed, growth, MostGrowth),
        ];
    }

    // Nobody reads along; behind the end all of it was received, and its start and end are kept.
    private static async Task KeepAsync(SandboxClient sandboxes, string box, CancellationToken cancellationToken)
    {
        var exec = await sandboxes.StartAsync(box, ToUs, cancellationToken);
        await foreach (var message in sandboxes.AttachAsync(box, exec.Id, Length, 0, cancellationToken))
            if (message is ExecMessage.Exit exit)
                Check(exit.Value.StdoutBytes);
        await sandboxes.DeleteExecAsync(box, exec.Id, cancellationToken);
    }

    private static async Task StreamAsync(SandboxClient sandboxes, string box, CancellationToken cancellationToken)
    {
        var at = 0L;
        await foreach (var message in sandboxes.StreamAsync(box, ToUs, cancellationToken))
            if (message is ExecMessage.Output output)
            {
                if (output.Offset != at || output.Bytes.Span.IndexOfAnyExcept((byte)'y', (byte)'\n') >= 0 || output.Bytes.Span[0] != (at % 2 == 0 ? 'y' : '\n'))
                    throw new InvalidOperationException($"The output is not what was written, at {at}.");
                at += output.Bytes.Length;
            }
        Check(at);
    }

    private static void Check(long bytes)
    {
        if (bytes != Length)
            throw new InvalidOperationException($"{bytes} bytes of {Length} arrived.");
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static ExecRequest Shell(string line) => new() { Command = SandboxCommand.Shell(line) };
}
