using System.Diagnostics;
using System.Formats.Tar;
using Warren.Api;

namespace Warren.Bench;

/// <summary>
/// The Docker engine to compare with: that of DOCKER_HOST, or one of its own (the package docker.io) in a temporary
/// folder, without networks. What is made in it goes with it.
/// </summary>
internal sealed class DockerEngine : IAsyncDisposable
{
    private const string Few = "warren-bench", Whole = "warren-bench-root";
    private const int Terminate = 15; // SIGTERM
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60), StopLimit = TimeSpan.FromSeconds(30);

    private readonly string _cli;
    private readonly string? _host;
    private readonly string? _folder;
    private readonly Process? _process;
    private readonly TimeProvider _time;
    private readonly List<string> _images = [];
    private string? _container;

    private DockerEngine(string cli, string? folder, Process? process, TimeProvider time)
    {
        (_cli, _folder, _process, _time) = (cli, folder, process, time);
        _host = folder is null ? null : Host(folder);
    }

    /// <summary>Finds one, or starts one and waits until it answers.</summary>
    /// <returns>Null where there is none, and none can be started.</returns>
    /// <exception cref="WarrenException">It does not start.</exception>
    public static async Task<DockerEngine?> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        if (HostProgram.Find("docker") is not { } cli)
            return null;
        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 })
            return new(cli, null, null, time);
        if (HostProgram.Find("dockerd") is not { } daemon)
            return null;
        var folder = Directory.CreateTempSubdirectory("warren-bench-docker-").FullName;
        string[] arguments =
        [
            "--data-root", $"{folder}/data", "--exec-root", $"{folder}/exec", "--pidfile", $"{folder}/pid", "-H", Host(folder),
            "--bridge", "none", "--iptables=false", "--ip6tables=false", "--ip-masq=false", "--log-level", "error",
        ];
        var process = Process.Start(new ProcessStartInfo(daemon, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.ErrorDataReceived += (_, line) => File.AppendAllText($"{folder}/log", line.Data + "\n");
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var engine = new DockerEngine(cli, folder, process, time);
        try
        {
            await engine.WaitAsync(cancellationToken);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes an image of the few files of <c>/bin/true</c> and <c>/bin/sleep</c>, and a container of it that sleeps.</summary>
    /// <param name="layers">The unpacked layers of the image that the files are taken from, lowest first.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public async Task CreateAsync(IReadOnlyList<string> layers, CancellationToken cancellationToken)
    {
        using var root = new MemoryStream();
        Pack(layers.First(layer => File.Exists(Path.Combine(layer, "usr/bin/true"))), root);
        root.Position = 0;
        await ImportAsync(Few, target => root.CopyToAsync(target, cancellationToken), cancellationToken);
        _container = (await CallAsync(["run", "--detach", "--network", "none", Few, "/bin/sleep", "infinity"], null, cancellationToken)).Trim();
    }

    /// <summary>Makes an image of all of a root file system.</summary>
    public Task ImportAsync(BareRoot root, CancellationToken cancellationToken) => ImportAsync(Whole, root.PackAsync, cancellationToken);

    /// <summary>Runs <c>docker exec</c> of <c>/bin/true</c>; gives the milliseconds from the command's start to its end.</summary>
    public async Task<double> ExecAsync(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        await CallAsync(["exec", _container!, "/bin/true"], null, cancellationToken);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>
    /// Runs a program by <c>docker run --rm</c> in the image that was imported, with the limits that a tool's run has by default, and as
    /// the user it has; gives the milliseconds from the command's start to its end.
    /// </summary>
    public async Task<double> RunAsync(string[] program, string expected, CancellationToken cancellationToken)
    {
        string[] limits = ["--network", "none", "--memory", "512m", "--memory-swap", "512m", "--pids-limit", "128", "--cpus", "0.5", "--user", "1000"];
        var start = Stopwatch.GetTimestamp();
        var output = await CallAsync(["run", "--rm", .. limits, Whole, .. program], null, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return output == expected ? elapsed : throw new InvalidOperationException($"docker run wrote '{output}'.");
    }

    /// <summary>Removes the container and the images, ends an engine of its own and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_container is not null)
                await CallAsync(["rm", "--force", _container], null, CancellationToken.None);
            foreach (var image in _images)
                await CallAsync(["rmi", "--force", image], null, CancellationToken.None);
        }
        finally
        {
            if (_process is not null)
            {
                if (!_process.HasExited && Libc.Kill(_process.Id, Terminate) == 0)
                    await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(StopLimit, _time, CancellationToken.None);
                _process.Dispose();
                Directory.Delete(_folder!, recursive: true);
            }
        }
    }

    private static string Host(string folder) => $"unix://{folder}/docker.sock";

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(StartLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        while (true)
            try
            {
                await CallAsync(["version"], null, either.Token);
                return;
            }
            catch (WarrenException failure) when (_process!.HasExited || late.IsCancellationRequested)
            {
                throw new WarrenException(ErrorCode.EngineUnavailable, $"dockerd does not start: {failure.Message}\n{(File.Exists($"{_folder}/log") ? await File.ReadAllTextAsync($"{_folder}/log", cancellationToken) : "")}");
            }
            catch (WarrenException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), _time, cancellationToken);
            }
    }

    private async Task ImportAsync(string image, Func<Stream, Task> pack, CancellationToken cancellationToken)
    {
        await CallAsync(["import", "-", image], pack, cancellationToken);
        _images.Add(image);
    }

    private async Task<string> CallAsync(string[] arguments, Func<Stream, Task>? write, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(_cli, arguments) { RedirectStandardInput = write is not null, RedirectStandardOutput = true, RedirectStandardError = true };
        if (_host is not null)
            start.Environment["DOCKER_HOST"] = _host;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        if (write is not null)
        {
            await write(process.StandardInput.BaseStream);
            process.StandardInput.Close();
        }
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? await output
            : throw new WarrenException(ErrorCode.EngineUnavailable, $"docker {arguments[0]} failed: {(await error).Trim()}");
    }

    // The programs, the C library and its loader, and the links of the root folder that lead to them.
    private static void Pack(string layer, Stream target)
    {
        using var tar = new TarWriter(target, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var link in new DirectoryInfo(layer).EnumerateFileSystemInfos().Where(entry => entry.LinkTarget is not null))
            tar.WriteEntry(link.FullName, link.Name);
        string[] wanted = ["libc.so*", "ld-linux*", "ld-*.so*"];
        var libraries = new DirectoryInfo(Path.Combine(layer, "usr")).EnumerateDirectories("lib*")
            .SelectMany(folder => wanted.SelectMany(name => folder.EnumerateFiles(name, SearchOption.AllDirectories))).Select(file => file.FullName);
        foreach (var file in libraries.Append(Path.Combine(layer, "usr/bin/true")).Append(Path.Combine(layer, "usr/bin/sleep")).Distinct())
            tar.WriteEntry(file, Path.GetRelativePath(layer, file));
    }
}
