using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using Warren.Api.Sandboxes;
using Warren.Client;

namespace Warren.Bench.Figures;

/// <summary>P10: a file of 1 GiB into a sandbox and out of it, against <c>cat</c> of the same bytes through a Unix socket into a file on the disk that they go to.</summary>
internal sealed class TransferFigure : IFigure
{
    private const long Length = 1L << 30, MostGrowth = 32 << 20;
    private const double Least = 0.6;
    private const int Piece = 128 * 1024, Turns = 3, FullTurns = 11;
    private const string There = "/workspace/transfer";
    private const string Cat = """
        python3 -c '
        import socket, subprocess
        ours, theirs = socket.socketpair()
        with open("/workspace/transfer") as source, open("cat-target", "w") as target:
            reader = subprocess.Popen(["cat"], stdin=source, stdout=ours)
            writer = subprocess.Popen(["cat"], stdin=theirs, stdout=target)
            ours.close()
            theirs.close()
            exit(reader.wait() or writer.wait())
        '
        """;

    /// <inheritdoc/>
    public string Name => "P10";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Result>> MeasureAsync(Setting setting, CancellationToken cancellationToken)
    {
        var files = setting.Server.Client.Files;
        var (source, target) = (Path.Combine(setting.Server.Folder, "source"), Path.Combine(setting.Server.Folder, "target"));
        var sandboxes = setting.Server.Client.Sandboxes;
        var box = (await sandboxes.CreateAsync(new() { Disk = 3 * Length, Cpu = 2, Memory = 3 * Length }, cancellationToken)).Id;
        var sum = await MakeAsync(source, cancellationToken);
        Series bareUp = new(), bareDown = new(), up = new(), down = new();
        long growth = 0;
        await UploadAsync(files, box, source, cancellationToken);
        for (var turn = 0; turn < (setting.IsFull ? FullTurns : Turns); turn++)
        {
            bareUp.Add(await TimeAsync(() => CatAsync(sandboxes, box, Cat, cancellationToken)));
            await CatAsync(sandboxes, box, "rm cat-target", cancellationToken);
            bareDown.Add(await TimeAsync(() => CopyAsync(source, target, cancellationToken)));
            var before = setting.Server.ResetPeak();
            up.Add(await TimeAsync(() => UploadAsync(files, box, source, cancellationToken)));
            down.Add(await TimeAsync(async () =>
            {
                using var file = await files.ReadAsync(box, There, range: null, user: null, cancellationToken);
                await using var output = Create(target);
                await file.Content.CopyToAsync(output, Piece, cancellationToken);
            }));
            growth = Math.Max(growth, setting.Server.Peak() - before);
            await VerifyAsync(setting.Server, box, target, sum, cancellationToken);
        }
        await sandboxes.DeleteAsync(box, cancellationToken);
        File.Delete(source);
        File.Delete(target);
        return
        [
            Result.Share($"{Name} upload of 1 GiB", ">= 60 % of a Unix socket", Least, bareUp, up, growth, MostGrowth),
            Result.Share($"{Name} download of 1 GiB", ">= 60 % of a Unix socket", Least, bareDown, down, growth, MostGrowth),
        ];
    }

    // In the sandbox, as its disk is mounted nowhere else; to start the shell and Python takes far below 1 % of the time.
    private static async Task CatAsync(SandboxClient sandboxes, string box, string line, CancellationToken cancellationToken)
    {
        var result = await sandboxes.RunAsync(box, new() { Command = SandboxCommand.Shell(line) }, cancellationToken);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"{line} ended with {result.ExitCode}: {result.Stderr}");
    }

    private static async Task UploadAsync(FileClient files, string box, string source, CancellationToken cancellationToken)
    {
        await using var content = Open(source);
        await files.WriteAsync(box, There, content, new(), cancellationToken);
    }

    // What was written before is not part of it.
    private static async Task<double> TimeAsync(Func<Task> work)
    {
        Libc.Sync();
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task<string> MakeAsync(string path, CancellationToken cancellationToken)
    {
        var noise = new byte[1 << 20];
        await using (var file = Create(path))
            for (var done = 0L; done < Length; done += noise.Length)
            {
                Random.Shared.NextBytes(noise);
                await file.WriteAsync(noise, cancellationToken);
            }
        return await SumAsync(path, cancellationToken);
    }

    private static async Task<string> SumAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = Open(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }

    private static async Task VerifyAsync(BenchServer server, string box, string target, string sum, CancellationToken cancellationToken)
    {
        var inside = await server.Client.Sandboxes.RunAsync(box, new() { Command = new(["sha256sum", There]) }, cancellationToken);
        if (!inside.Stdout.StartsWith(sum, StringComparison.Ordinal) || await SumAsync(target, cancellationToken) != sum)
            throw new InvalidOperationException("What was transferred is not what was sent.");
    }

    // On the host, where the file goes that is read: as two of cat do it, of which each moves 128 KiB at a time.
    private static async Task CopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        var address = new UnixDomainSocketEndPoint(target + ".sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(address);
        listener.Listen();
        using var sender = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await sender.ConnectAsync(address, cancellationToken);
        var receiver = await listener.AcceptAsync(cancellationToken);
        File.Delete(target + ".sock");
        await using var received = new NetworkStream(receiver, ownsSocket: true);
        await using var output = Create(target);
        var receiving = received.CopyToAsync(output, Piece, cancellationToken);
        await using (var sent = new NetworkStream(sender, ownsSocket: true))
        await using (var content = Open(source))
            await content.CopyToAsync(sent, Piece, cancellationToken);
        await receiving;
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

    private static FileStream Create(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
}
