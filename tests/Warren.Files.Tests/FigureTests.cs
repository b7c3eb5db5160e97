using System.Diagnostics;
using System.Net.Sockets;

namespace Warren.Files.Tests;

/// <summary>Measures, where it is asked for by name; it promises nothing.</summary>
public sealed class FigureTests(FilesFixture box, ITestOutputHelper output)
{
    private const long Size = 1L << 30;

    private double _host, _guest;

    private static CancellationToken Token => FilesFixture.Token;

    [Fact(Explicit = true)]
    public async Task Latency_of_small_calls()
    {
        var path = box.NewPath();
        var data = new byte[1024];
        await box.WriteAsync(path, data);
        await MeasureAsync("stat", () => box.Files.StatAsync(box.Box, path, false, null, Token));
        await MeasureAsync("list", () => box.Files.ListAsync(box.Box, Path.GetDirectoryName(path)!, 1, null, Token).ToListAsync(Token).AsTask());
        await MeasureAsync("read 1 KiB", () => box.ReadAsync(path));
        await MeasureAsync("write 1 KiB", () => box.WriteAsync(path, data));
        await MeasureAsync("copy", () => box.Files.CopyAsync(box.Box, new() { From = path, To = path + "2", Overwrite = true }, Token));
        await MeasureAsync("exec /bin/true", () => box.Client.Sandboxes.RunAsync(box.Box, new() { Command = new(["/bin/true"]) }, Token));
    }

    [Fact(Explicit = true)]
    public async Task Large_file_against_cat_through_a_socket()
    {
        for (var round = 0; round < 3; round++)
        {
            var plain = Time(CatThroughSocket);
            var before = ResidentMemory();
            await CpuAsync();
            var up = await TimeAsync(async () =>
            {
                using var source = new ZeroStream(Size);
                await box.Files.WriteAsync(box.Box, "/workspace/large", source, new(), Token);
            });
            var cpu = (Up: await CpuAsync(), 0);
            var down = await TimeAsync(async () =>
            {
                using var file = await box.Files.ReadAsync(box.Box, "/workspace/large", null, null, Token);
                await file.Content.CopyToAsync(Stream.Null, 64 * 1024, Token);
            });
            output.WriteLine($"processor seconds: up {cpu.Up}, down {await CpuAsync()}");
            output.WriteLine($"cat {Rate(plain)}, up {Rate(up)} ({plain / up:P0}), down {Rate(down)} ({plain / down:P0}), memory +{(ResidentMemory() - before) >> 20} MiB");
            await box.Files.DeleteAsync(box.Box, "/workspace/large", false, null, Token);
        }
    }

    // Of this process, which is client and server, and of the sandbox, since the last time.
    private async Task<string> CpuAsync()
    {
        using var self = Process.GetCurrentProcess();
        var (host, guest) = (self.TotalProcessorTime.TotalSeconds, (await box.Client.Sandboxes.GetStatisticsAsync(box.Box, Token)).CpuSeconds);
        var text = $"client and server {host - _host:F2}, guest {guest - _guest:F2}";
        (_host, _guest) = (host, guest);
        return text;
    }

    private static string Rate(TimeSpan time) => $"{Size / time.TotalSeconds / 1e6:F0} MB/s";

    private static long ResidentMemory()
    {
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    private static TimeSpan Time(Action act)
    {
        var start = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(start);
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> act)
    {
        var start = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(start);
    }

    private async Task MeasureAsync(string name, Func<Task> act)
    {
        var times = new List<double>();
        for (var i = 0; i < 300; i++)
            times.Add((await TimeAsync(act)).TotalMilliseconds);
        var sorted = times.Skip(50).Order().ToList();
        output.WriteLine($"{name}: p50 {sorted[sorted.Count / 2]:F2} ms, p95 {sorted[sorted.Count * 95 / 100]:F2} ms");
    }

    private static void CatThroughSocket()
    {
        var folder = Directory.CreateTempSubdirectory("warren-cat-");
        var path = Path.Combine(folder.FullName, "socket");
        using (var listening = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            listening.Bind(new UnixDomainSocketEndPoint(path));
            listening.Listen(1);
            using var cat = Process.Start(new ProcessStartInfo("python3", ["-c",
                "import socket,sys,os\ns=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); os.dup2(s.fileno(),0); f=os.open(sys.argv[2],os.O_WRONLY|os.O_CREAT); os.dup2(f,1); os.execvp('cat',['cat'])",
                path, Path.Combine(folder.FullName, "file")]))!;
            using var peer = listening.Accept();
            var buffer = new byte[128 * 1024];
            for (long sent = 0; sent < Size; sent += buffer.Length)
                peer.Send(buffer);
            peer.Shutdown(SocketShutdown.Both);
            cat.WaitForExit();
        }
        folder.Delete(recursive: true);
    }

    private sealed class ZeroStream(long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - _position);
            _position += read;
            return read;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = (int)Math.Min(buffer.Length, length - _position);
            _position += read;
            return new(read);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
