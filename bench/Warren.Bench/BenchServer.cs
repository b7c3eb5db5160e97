using System.Diagnostics;
using System.Globalization;
using Warren.Api;
using Warren.Api.Local;
using Warren.Api.Sandboxes;
using Warren.Client;

namespace Warren.Bench;

/// <summary>A server with an installation of its own, and sandboxes that exist while something is measured.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private const int Terminate = 15; // SIGTERM
    private const int CreatedAtOnce = 4;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly List<string> _sandboxes = [];
    private readonly TimeProvider _time;
    private Process _process;

    private BenchServer(Process process, string folder, WarrenClient client, TimeProvider time) =>
        (_process, Folder, Client, _time) = (process, folder, client, time);

    /// <summary>Its state folder, a temporary one.</summary>
    public string Folder { get; }

    /// <summary>Calls it, over connections that are kept.</summary>
    public WarrenClient Client { get; private set; }

    /// <summary>A sandbox that runs and has nothing to do.</summary>
    public string Sandbox => _sandboxes[0];

    /// <summary>Processor time that the server has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts the published server on any free port, with the images of a store that exists.</summary>
    public static async Task<BenchServer> StartAsync(string imageStore, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("warren-bench-").FullName;
        Process? process = null;
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(folder, "images"), imageStore);
            process = Launch(folder);
            return new(process, folder, await ConnectAsync(process, folder, cancellationToken), time);
        }
        catch
        {
            process?.Kill();
            process?.Dispose();
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Kills the server, as a crash does; its sandboxes run on.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
        _process.Dispose();
        Client.Dispose();
    }

    /// <summary>Starts it again; returns when it is ready.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        _process = Launch(Folder);
        Client = await ConnectAsync(_process, Folder, cancellationToken);
    }

    /// <summary>Begins to measure how much memory the server holds at most.</summary>
    /// <returns>What it holds now, in bytes.</returns>
    public long ResetPeak()
    {
        File.WriteAllText($"/proc/{_process.Id}/clear_refs", "5"); // proc(5): the peak begins anew
        return Memory("VmRSS");
    }

    /// <summary>The most memory that it held since, in bytes.</summary>
    public long Peak() => Memory("VmHWM");

    /// <summary>Makes sandboxes until there are so many.</summary>
    public async Task GrowAsync(int size, CancellationToken cancellationToken)
    {
        var missing = Enumerable.Range(0, size - _sandboxes.Count);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = CreatedAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(missing, limits, async (_, token) =>
        {
            var made = await Client.Sandboxes.CreateAsync(new SandboxSpec(), token);
            lock (_sandboxes)
                _sandboxes.Add(made.Id);
        });
    }

    /// <summary>Destroys every sandbox, ends the server and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // Asked of the server, which also knows those whose creation was broken off.
            await foreach (var sandbox in Client.Sandboxes.ListAsync([], CancellationToken.None))
                await TryDeleteAsync(sandbox.Id);
        }
        finally
        {
            Client.Dispose();
            if (!_process.HasExited && Libc.Kill(_process.Id, Terminate) == 0)
                await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(StopLimit, _time, CancellationToken.None);
            _process.Dispose();
            RemoveRunFolder();
            Directory.Delete(Folder, recursive: true);
        }
    }

    // One whose creation was broken off, the server removes by itself.
    private async Task TryDeleteAsync(string sandbox)
    {
        try
        {
            await Client.Sandboxes.DeleteAsync(sandbox, CancellationToken.None);
        }
        catch (WarrenException gone) when (gone.Code == ErrorCode.NotFound)
        {
        }
    }

    // The server keeps it until the host goes down. With a sandbox left in it, it is not empty and stays, which is said.
    private void RemoveRunFolder()
    {
        var folder = Path.Combine("/run/warren", File.ReadAllText(Path.Combine(Folder, "installation")).Trim());
        if (!Directory.Exists(folder))
            return;
        foreach (var part in Directory.EnumerateDirectories(folder))
            Directory.Delete(part);
        Directory.Delete(folder);
    }

    private long Memory(string field) => 1024 * long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(field + ":", StringComparison.Ordinal))
            .Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    private static Process Launch(string folder)
    {
        string[] arguments = ["--state-dir", folder, "--port", "0", "--background", "true"];
        return Process.Start(new ProcessStartInfo(Repository.Server, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    private static async Task<WarrenClient> ConnectAsync(Process process, string folder, CancellationToken cancellationToken)
    {
        if (await process.StandardOutput.ReadLineAsync(cancellationToken) is not { } url)
            throw new WarrenException(ErrorCode.EngineUnavailable,
                $"The server did not start: {(await process.StandardError.ReadToEndAsync(cancellationToken)).Trim()}");
        var token = await File.ReadAllTextAsync(StateFolder.Open(folder).TokenFile, cancellationToken);
        return new(new Uri(url), token.Trim());
    }
}
