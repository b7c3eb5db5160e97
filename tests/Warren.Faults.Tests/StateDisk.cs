using System.Diagnostics;

namespace Warren.Faults.Tests;

/// <summary>A small disk of its own for the state of a server, which can be full or slow.</summary>
internal sealed class StateDisk : IAsyncDisposable
{
    private const long Size = 256 << 20, Reserve = 64 << 10;
    private const string Throttle = "/sys/fs/cgroup/blkio/blkio.throttle.write_iops_device";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-faults-");
    private string _device = "";

    /// <summary>Where it is mounted.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "state");

    /// <summary>A folder beside it, on the host's disk.</summary>
    public string Beside => _folder.FullName;

    /// <summary>Whether this host can make a disk slow: by version 1 of the blkio controller, whose root has the writes of the kernel too.</summary>
    public static bool CanBeSlow => File.Exists(Throttle);

    /// <summary>Makes it.</summary>
    public async Task MountAsync(CancellationToken cancellationToken)
    {
        var image = System.IO.Path.Combine(_folder.FullName, "disk");
        using (var file = File.OpenHandle(image, FileMode.CreateNew, FileAccess.Write))
            RandomAccess.SetLength(file, Size);
        await RunAsync("mkfs.ext4", ["-q", "-F", "-m", "0", image], cancellationToken);
        _device = (await RunAsync("losetup", ["--find", "--show", image], cancellationToken)).Trim();
        Directory.CreateDirectory(Path);
        await RunAsync("mount", [_device, Path], cancellationToken);
    }

    /// <summary>Leaves no room on it.</summary>
    public void Fill()
    {
        using var file = File.Open(Filling, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        var block = new byte[1 << 20];
        for (var size = block.Length; size >= 4096;)
            try
            {
                file.Write(block, 0, size);
                file.Flush();
            }
            catch (IOException)
            {
                size /= 2;
            }
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => File.Delete(Filling);

    /// <summary>Lets it do so many writes a second; null for as many as it can.</summary>
    public void Slow(int? writes)
    {
        var number = _device["/dev/loop".Length..];
        File.WriteAllText(Throttle, $"7:{number} {writes ?? 0}");
    }

    public async ValueTask DisposeAsync()
    {
        if (CanBeSlow && _device.Length > 0)
            Slow(null);
        await RunAsync("umount", [Path], CancellationToken.None);
        await RunAsync("losetup", ["--detach", _device], CancellationToken.None);
        _folder.Delete(recursive: true);
    }

    private string Filling => System.IO.Path.Combine(Path, "filling");

    private static async Task<string> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await errors}");
    }
}
