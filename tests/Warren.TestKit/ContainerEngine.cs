using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace Warren.TestKit;

/// <summary>
/// A container engine of the tests' own, of Debian's package, on a socket, folders and a disk of its own: a btrfs in a file, on which it can limit what a container
/// writes. It is ended by its number and leaves nothing.
/// </summary>
public sealed class ContainerEngine : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60), Between = TimeSpan.FromMilliseconds(50);
    private readonly ContainerEngineKind _kind;
    private readonly string _folder;
    private readonly ConcurrentQueue<string> _said = new();
    private Process? _process;

    private ContainerEngine(ContainerEngineKind kind, string folder) => (_kind, _folder) = (kind, folder);

    /// <summary>The socket that it serves on.</summary>
    public string Socket => Path.Combine(_folder, "engine.sock");

    /// <summary>What it said last, for whoever looks for the reason of a failure.</summary>
    public string Said => string.Join('\n', _said.TakeLast(50));

    private string Disk => Path.Combine(_folder, "disk");

    /// <summary>Why there can be none here; null where there can.</summary>
    public static string? Missing(ContainerEngineKind kind) =>
        !Environment.IsPrivilegedProcess ? "needs root, to start a container engine"
        : !File.Exists(kind.Program) ? $"needs {Path.GetFileName(kind.Program)} (the package {kind.Package} of eng/packages-test.txt)"
        : !File.Exists("/usr/bin/mkfs.btrfs") && !File.Exists("/sbin/mkfs.btrfs") ? "needs mkfs.btrfs (the package btrfs-progs of eng/packages-test.txt)"
        : null;

    /// <summary>Makes an engine and starts it.</summary>
    public static async Task<ContainerEngine> StartAsync(ContainerEngineKind kind, CancellationToken cancellationToken)
    {
        var engine = new ContainerEngine(kind, Directory.CreateTempSubdirectory($"warren-{kind.Package[..6]}-").FullName);
        try
        {
            var file = Path.Combine(engine._folder, "disk.img");
            await using (var made = File.Create(file))
                made.SetLength(16L << 30); // Sparse.
            var id = Guid.NewGuid().ToString();
            await RunAsync("mkfs.btrfs", ["-q", "-U", id, file], cancellationToken);
            Directory.CreateDirectory(engine.Disk);
            await RunAsync("mount", ["-o", "loop,noatime,nobarrier", file, engine.Disk], cancellationToken);
            // The kernel counts from the first file on, and after the removal of many files too; otherwise limits lapse (docs/drivers.md).
            await RunAsync("btrfs", ["quota", "enable", engine.Disk], cancellationToken);
            await File.WriteAllTextAsync($"/sys/fs/btrfs/{id}/qgroups/drop_subtree_threshold", "8", cancellationToken);
            await engine.StartAgainAsync(cancellationToken);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it where it was ended; returns when it answers.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(_kind.Program, _kind.Arguments(_folder, Disk, Socket)) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        foreach (var (name, value) in _kind.Environment(_folder))
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{_kind.Program} cannot be started.");
        process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        _process = process;
        using var timer = new CancellationTokenSource(Limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        while (!await AnswersAsync(either.Token))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"{_kind.Program} did not start: {Said}");
            await Task.Delay(Between, either.Token);
        }
    }

    /// <summary>Kills it, as a fault of its own would; what runs in containers is left to it.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _process, null) is not { } process)
            return;
        // The kernel kills Docker's containerd with it. As long as that has a number, ending or unreaped, the next Docker would take it for alive.
        var containerd = Path.Combine(_folder, "exec", "containerd", "containerd.pid");
        var ending = File.Exists(containerd) ? $"/proc/{await File.ReadAllTextAsync(containerd, cancellationToken)}" : null;
        process.Kill();
        await process.WaitForExitAsync(cancellationToken);
        process.Dispose();
        while (Directory.Exists(ending))
            await Task.Delay(Between, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _process, null) is { } process)
        {
            // An orderly end takes its helpers with it.
            using (var ending = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
                await ending.WaitForExitAsync();
            await process.WaitForExitAsync();
            process.Dispose();
        }
        foreach (var left in Processes())
            using (left)
                left.Kill();
        foreach (var mount in MountsBelow())
            await RunAsync("umount", ["-l", mount], CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    // Shims and monitors of containers that a killed engine has left carry its folder in their arguments.
    private IEnumerable<Process> Processes()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            Process? found = null;
            try
            {
                if (int.TryParse(Path.GetFileName(folder), out var pid) && File.ReadAllText($"{folder}/cmdline").Contains(_folder, StringComparison.Ordinal))
                    found = Process.GetProcessById(pid);
            }
            catch (Exception gone) when (gone is IOException or ArgumentException or UnauthorizedAccessException)
            {
                continue; // It has ended.
            }
            if (found is not null)
                yield return found;
        }
    }

    private List<string> MountsBelow() =>
        [.. File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')[1]).Where(path => path.StartsWith(_folder + "/", StringComparison.Ordinal)).OrderByDescending(path => path.Length)];

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Socket))
            return false;
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        try
        {
            return (await http.GetAsync(new Uri("http://engine/_ping"), cancellationToken)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} cannot be started.");
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} failed: {await errors}");
    }
}
