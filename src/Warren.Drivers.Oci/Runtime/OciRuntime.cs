using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Warren.Api;
using Warren.Drivers.Oci.Cgroups;
using Warren.Drivers.Oci.Linux;

namespace Warren.Drivers.Oci.Runtime;

/// <summary>
/// Runs an OCI runtime's command line (runc(8)). It is used to start sandboxes only: what comes after goes
/// directly to the kernel, which takes 3 ms where <c>runc delete</c> takes 100.
/// </summary>
internal sealed class OciRuntime(OciDriverOptions options, ProcessWatcher watcher, MoveAhead moves)
{
    // In the environment of every runtime that is started, so that one which outlives its server can be found.
    private const string Marker = "WARREN_INSTALLATION";

    private readonly Lock _gate = new();
    private bool _isClear;

    /// <summary>Finds a runtime's binary on the host's path; <see langword="null"/> when it is not installed.</summary>
    public static string? Find(string runtime) =>
        ((string[])["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"])
            .Select(folder => Path.Combine(folder, runtime)).FirstOrDefault(File.Exists);

    /// <summary>Starts a container from a bundle and returns its first process, the guest.</summary>
    /// <param name="runtime">Name of the runtime.</param>
    /// <param name="id">Id of the container.</param>
    /// <param name="bundle">Bundle folder; the runtime keeps its state and log in it too, so that all goes with the folder.</param>
    /// <param name="inherited">The descriptor that the guest finds as number 3, if any.</param>
    /// <param name="cancellationToken">Cancels by killing the runtime; the caller cleans up what it left.</param>
    public async Task<ProcessIdentity> RunAsync(string runtime, string id, string bundle, SafeHandle? inherited, CancellationToken cancellationToken)
    {
        var binary = Find(runtime) ?? throw new WarrenException(ErrorCode.EngineUnavailable, $"The runtime {runtime} is not installed on the host; `warren doctor` says how to install it.");
        var pidFile = Path.Combine(bundle, "pid");
        var log = Path.Combine(bundle, "runtime.log");
        string[] arguments =
        [
            binary, "--root", Path.Combine(bundle, "runtime"), "--log", log, "--log-format", "json", .. RuntimeTraits.Of(runtime).GlobalFlags,
            "run", "--detach", .. inherited is null ? (string[])[] : ["--preserve-fds", "1"], "--pid-file", pidFile, "--bundle", bundle, id,
        ];
        KillLeftovers();
        var moved = moves.Begin();
        var status = await RunAsync(arguments, Path.Combine(bundle, "guest.log"), inherited, cancellationToken);
        await moved;
        if (status != 0)
            throw new WarrenException(ErrorCode.EngineUnavailable, $"{runtime} could not start the sandbox (exit code {status}): {LastError(bundle, log)}");
        var pid = int.Parse(await File.ReadAllTextAsync(pidFile, cancellationToken), CultureInfo.InvariantCulture);
        return ProcessIdentity.Of(pid)
            ?? throw new WarrenException(ErrorCode.SandboxFailed, $"The guest ended as soon as it was started: {LastLine(Path.Combine(bundle, "guest.log"))}");
    }

    /// <summary>
    /// Kills the runtimes that an earlier server of this installation started and did not live to see the end of.
    /// They would go on making what is being cleaned up. Done once, before one of our own is started.
    /// </summary>
    public void KillLeftovers()
    {
        lock (_gate)
        {
            if (_isClear)
                return;
            var marker = $"{Marker}={options.InstallationId}";
            foreach (var folder in Directory.EnumerateDirectories("/proc"))
                if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                    KillIfMarked(pid, folder, marker);
            _isClear = true;
        }
    }

    private static void KillIfMarked(int pid, string folder, string marker)
    {
        if (!HasMarker(folder, marker))
            return;
        using var process = PidFd.Open(pid);
        // Looked at again: the number may have passed to another process in between.
        if (process is not null && HasMarker(folder, marker))
            process.Signal(9);
    }

    private async Task<int> RunAsync(string[] arguments, string output, SafeHandle? inherited, CancellationToken cancellationToken)
    {
        using var nothing = File.OpenHandle("/dev/null");
        using var log = File.OpenHandle(output, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        using var process = Spawn.Start(arguments, [$"{Marker}={options.InstallationId}", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
            inherited is null ? [nothing, log, log] : [nothing, log, log, inherited]);
        var ended = watcher.WaitAsync(process);
        using (cancellationToken.Register(() => process.Signal(9)))
            await ended;
        var status = Spawn.Reap(process);
        cancellationToken.ThrowIfCancellationRequested();
        return status;
    }

    private static bool HasMarker(string folder, string marker)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "environ")).Split('\0').Contains(marker);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Some failures are in the runtime's log, some on its standard error. Callers see no paths of the host.
    private static string LastError(string bundle, string log)
    {
        var line = LastLine(log);
        try
        {
            line = JsonDocument.Parse(line).RootElement.GetProperty("msg").GetString() ?? line;
        }
        catch (JsonException)
        {
            line = LastLine(Path.Combine(bundle, "guest.log"));
        }
        return line.Replace(Path.GetDirectoryName(bundle)!, "", StringComparison.Ordinal);
    }

    private static string LastLine(string file) =>
        File.Exists(file) && File.ReadLines(file).LastOrDefault(line => line.Length > 0) is { } line ? line : "it left no message";
}
