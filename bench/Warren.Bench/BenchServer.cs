using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Warren.Api;
using Warren.Api.Local;
using Warren.Api.Sandboxes;
using Warren.Client;

namespace Warren.Bench;

/// <summary>A server with an installation of its own, and sandboxes that exist while something is measured.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    /// <summary>How many sandboxes a server makes ahead by default.</summary>
    public const int DefaultIdle = 4;

    private const int Terminate = 15; // SIGTERM
    private const int CreatedAtOnce = 4;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    // Servers on one database take each other's tokens.
    private static readonly string JwtSecret = NewSecret();

    private readonly List<string> _sandboxes = [];
    private readonly HttpClient _http = new();
    private readonly BenchServerOptions _options;
    private readonly TimeProvider _time;
    private Process _process;

    private BenchServer(Process process, string folder, WarrenClient client, BenchServerOptions options, TimeProvider time) =>
        (_process, Folder, Client, _options, _time) = (process, folder, client, options, time);

    /// <summary>The password of the account <c>admin</c> on every server of this run.</summary>
    public static string AdminPassword { get; } = NewSecret();

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

    /// <summary>Starts the published server on any free port.</summary>
    /// <param name="imageStore">Its images, a store that exists.</param>
    /// <param name="maxIdle">How many sandboxes it may make ahead.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public static Task<BenchServer> StartAsync(string imageStore, int maxIdle, TimeProvider time, CancellationToken cancellationToken) =>
        StartAsync(imageStore, new BenchServerOptions(maxIdle), time, cancellationToken);

    /// <summary>Starts the published server on any free port.</summary>
    /// <param name="imageStore">Its images, a store that exists.</param>
    /// <param name="options">What it is started with.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public static async Task<BenchServer> StartAsync(string imageStore, BenchServerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("warren-bench-").FullName;
        Process? process = null;
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(folder, "images"), imageStore);
            process = Launch(folder, options);
            return new(process, folder, await ConnectAsync(process, folder, cancellationToken), options, time);
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
        _process = Launch(Folder, _options);
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

    /// <summary>The sum of a figure that it tells Prometheus.</summary>
    public async Task<double> ReadMetricAsync(string name, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Client.Server, "/metrics"));
        request.Headers.Authorization = new("Bearer", Token(Folder));
        using var answer = (await _http.SendAsync(request, cancellationToken)).EnsureSuccessStatusCode();
        var lines = (await answer.Content.ReadAsStringAsync(cancellationToken)).Split('\n');
        return lines.Where(line => line.StartsWith(name + " ", StringComparison.Ordinal) || line.StartsWith(name + "{", StringComparison.Ordinal))
            .Sum(line => double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture));
    }

    /// <summary>Waits until as many sandboxes are ready as it may make ahead.</summary>
    public async Task WaitForPoolAsync(CancellationToken cancellationToken)
    {
        while (await ReadMetricAsync("warren_pool_idle", cancellationToken) < _options.MaxIdle)
            await Task.Delay(Look, _time, cancellationToken);
    }

    /// <summary>What it asks the runtime for to make such a sandbox: the <c>config.json</c> of a bundle.</summary>
    public async Task<JsonObject> ReadBundleAsync(SandboxSpec spec, CancellationToken cancellationToken)
    {
        var made = await Client.Sandboxes.CreateAsync(spec, cancellationToken);
        var bundle = await File.ReadAllBytesAsync($"/run/warren/{Installation}/sandboxes/{made.Id}/host/config.json", cancellationToken);
        await Client.Sandboxes.DeleteAsync(made.Id, cancellationToken);
        return JsonNode.Parse(bundle)!.AsObject();
    }

    /// <summary>Memory that its sandboxes hold, with what the kernel holds for them, in bytes.</summary>
    public long CgroupMemory()
    {
        var (v1, v2) = ($"/sys/fs/cgroup/memory/warren/{Installation}", $"/sys/fs/cgroup/warren/{Installation}");
        return Directory.Exists(v1) ? Sum(v1, "memory.usage_in_bytes") : Sum(v2, "memory.current");

        static long Sum(string folder, string file) => Directory.EnumerateDirectories(folder)
            .Sum(sandbox => long.Parse(File.ReadAllText(Path.Combine(sandbox, file)), CultureInfo.InvariantCulture));
    }

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
            // What was broken off would be left to the next start of the server, and its sandboxes with it; they are no caller's.
            await Client.Tools.DeleteRunsAsync(OneShot.Session, CancellationToken.None);
            // Asked of the server, which also knows those whose creation was broken off.
            await foreach (var sandbox in Client.Sandboxes.ListAsync([], CancellationToken.None))
                await TryDeleteAsync(sandbox.Id);
        }
        finally
        {
            Client.Dispose();
            _http.Dispose();
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
        var folder = Path.Combine("/run/warren", Installation);
        if (!Directory.Exists(folder))
            return;
        foreach (var part in Directory.EnumerateDirectories(folder))
            Directory.Delete(part);
        Directory.Delete(folder);
    }

    /// <summary>Its installation.</summary>
    public string Installation => File.ReadAllText(Path.Combine(Folder, "installation")).Trim();

    private long Memory(string field) => 1024 * long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(field + ":", StringComparison.Ordinal))
            .Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    private static Process Launch(string folder, BenchServerOptions options)
    {
        string[] arguments =
            ["--state-dir", folder, "--port", "0", "--background", "true", "--max-idle", options.MaxIdle.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo(Repository.Server, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DATABASE_URL"] = options.DatabaseUrl;
        start.Environment["JWT_SECRET"] = JwtSecret;
        start.Environment["WARREN_ADMIN_PASSWORD"] = AdminPassword;
        return Process.Start(start)!;
    }

    private static string NewSecret() => RandomNumberGenerator.GetHexString(64);

    private static async Task<WarrenClient> ConnectAsync(Process process, string folder, CancellationToken cancellationToken)
    {
        if (await process.StandardOutput.ReadLineAsync(cancellationToken) is not { } url)
            throw new WarrenException(ErrorCode.EngineUnavailable,
                $"The server did not start: {(await process.StandardError.ReadToEndAsync(cancellationToken)).Trim()}");
        return new(new Uri(url), Token(folder));
    }

    private static string Token(string folder) => File.ReadAllText(StateFolder.Open(folder).TokenFile).Trim();
}
