using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Warren.Api.Sandboxes;
using Warren.Sandboxes;
using Warren.Sandboxes.Cells;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Events;
using Warren.Sandboxes.Execs;
using Warren.Sandboxes.Files;
using Warren.Storage;
using Warren.Storage.Sqlite;
using Warren.TestKit;

namespace Warren.Drivers.Oci.Tests;

/// <summary>A sandbox service on the real driver and guest, with one sandbox that holds cells.</summary>
internal sealed class CellService : IAsyncDisposable
{
    public const string Owner = "alice";

    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("warren-test-");
    private readonly HttpClient _http = new();
    private ServiceProvider? _services;

    /// <summary>What one cell gets.</summary>
    public static SandboxSpec Small => new() { Cpu = 1, Memory = 128 << 20, Pids = 32, Disk = 32 << 20 };

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public OciHarness Harness { get; } = new("runc");

    public SandboxService Service { get; private set; } = null!;

    public SandboxCells Cells => Service.Cells;

    /// <summary>Id of the sandbox.</summary>
    public string Host { get; private set; } = "";

    public static async Task<CellService> StartAsync(int slots, long memory = 128 << 20)
    {
        var service = new CellService();
        try
        {
            await service.BeginAsync();
            service.Host = (await service.Cells.CreateHostAsync(Small with { Memory = memory }, slots, Owner, Token)).Id;
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets go of everything, as the end of the server's process does, and takes over what is left.</summary>
    public async Task RestartAsync()
    {
        await _services!.DisposeAsync();
        await BeginAsync();
    }

    public Task<SandboxCell> OpenAsync() => Cells.OpenAsync(Host, Owner, Token);

    /// <summary>Runs a shell's program in a cell of its own.</summary>
    public async Task<(string Output, ExecExit Exit)> RunAsync(string script, params PlaceFile[] files)
    {
        await using var cell = await OpenAsync();
        return await RunAsync(cell, script, files);
    }

    /// <summary>Runs a shell's program in a cell.</summary>
    public static async Task<(string Output, ExecExit Exit)> RunAsync(ISandboxPlace cell, string script, params PlaceFile[] files)
    {
        var output = new StringBuilder();
        await foreach (var happened in cell.StreamAsync(new() { Command = SandboxCommand.Shell(script), TimeoutSeconds = 60 }, files, Token))
            if (happened is ExecEvent.Output piece)
                output.Append(Encoding.UTF8.GetString(piece.Data.Span));
            else if (happened is ExecEvent.Exit exit)
                return (output.ToString(), exit.Value);
        throw new InvalidOperationException("The stream ended without an exit.");
    }

    /// <summary>Starts a program and waits until it has written something.</summary>
    public static async Task<IAsyncEnumerator<ExecEvent>> BeginAsync(SandboxCell cell, string script)
    {
        var stream = cell.StreamAsync(new() { Command = SandboxCommand.Shell(script) }, [], Token).GetAsyncEnumerator(Token);
        while (await stream.MoveNextAsync() && stream.Current is not ExecEvent.Output)
        {
            // It is yet to write.
        }
        return stream;
    }

    /// <summary>The host's numbers of all processes in the slots; as many as slots where there are no cells.</summary>
    public IReadOnlyList<int> Processes() =>
    [
        .. Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[6]) && Read($"{folder}/cgroup").Contains($"/{Host}/cell-", StringComparison.Ordinal))
            .Select(folder => int.Parse(folder.AsSpan(6))),
    ];

    /// <summary>What the guest and the keepers of the slots hold: descriptors and mounts of each, and files on the slots' disks.</summary>
    public IReadOnlyList<string> Held() =>
    [
        .. Processes().Append(Harness.GuestOf(Host)).Order().Select(process =>
            $"{process}: {Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Count()} descriptors, {File.ReadLines($"/proc/{process}/mountinfo").Count()} mounts"),
        .. Directory.EnumerateDirectories($"/proc/{Harness.GuestOf(Host)}/root/.warren-cells", "disk-*").SelectMany(Directory.EnumerateFileSystemEntries),
    ];

    public static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return ""; // It ended meanwhile.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            if (Host.Length > 0)
                await Service.DeleteAsync(Host, Owner, CancellationToken.None);
            Assert.Empty(Harness.Leftovers());
            await _services.DisposeAsync();
        }
        await Harness.DisposeAsync();
        _http.Dispose();
        _state.Delete(recursive: true);
    }

    private async Task BeginAsync()
    {
        var driver = await Harness.OpenAsync();
        await WorkerImage.PrepareAsync(Token);
        var services = new ServiceCollection();
        services.AddSingleton(driver);
        services.AddSingleton(_ => WorkerImage.Open(_http));
        services.AddSingleton(_ => new SqliteStorage(Path.Combine(_state.FullName, "warren.db")));
        services.AddSingleton<ISandboxStore>(provider => new SqlSandboxStore(provider.GetRequiredService<SqliteStorage>()));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new SandboxServiceOptions());
        services.AddSingleton(new OutputOptions { Folder = Path.Combine(_state.FullName, "output") });
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSandboxes();
        _services = services.BuildServiceProvider();
        Service = _services.GetRequiredService<SandboxService>();
        await Service.StartAsync(Token);
    }
}
