using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Warren.Api.Local;
using Warren.Api.Sandboxes;
using Warren.Client;
using Warren.Files.Tests;
using Warren.Server.Hosting;
using Warren.TestKit;

[assembly: AssemblyFixture(typeof(FilesFixture))]
[assembly: CollectionBehavior(DisableTestParallelization = true)] // One test starts the server that all share anew.

namespace Warren.Files.Tests;

/// <summary>The whole server with runc below it, and one sandbox of the real worker image that all tests share.</summary>
public sealed class FilesFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("warren-test-");
    private WebApplication? _app;
    private int _last;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public WarrenClient Client { get; private set; } = null!;

    public FileClient Files => Client.Files;

    /// <summary>Id of the sandbox.</summary>
    public string Box { get; private set; } = "";

    /// <summary>Sends what a test says.</summary>
    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to run sandboxes with runc");
        Assert.SkipUnless(File.Exists("/usr/sbin/runc") || File.Exists("/usr/bin/runc"), "needs runc");
        await WorkerImage.PrepareAsync(Token);
        Directory.CreateSymbolicLink(Path.Combine(_state.FullName, "images"), WorkerImage.Folder);
        await StartAsync();
        Box = (await CreateAsync(new() { Disk = 3L << 30, Memory = 512 << 20 })).Id;
    }

    /// <summary>Makes a sandbox of a test's own.</summary>
    public Task<SandboxSnapshot> CreateAsync(SandboxSpec spec) => Client.Sandboxes.CreateAsync(
        spec with { Runtime = Environment.GetEnvironmentVariable("WARREN_TEST_RUNTIME") }, Token);

    /// <summary>Ends the server without a word to its sandboxes, and starts another.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>A path that no other test has.</summary>
    public string NewPath(string name = "file") => $"/workspace/t{Interlocked.Increment(ref _last)}/{name}";

    /// <summary>Runs a shell's program as a user; gives what it wrote, without the last line end.</summary>
    public async Task<string> RunAsync(string script, string? user = null, string? box = null)
    {
        var result = await Client.Sandboxes.RunAsync(box ?? Box, new() { Command = new(["/bin/sh", "-c", script]), User = user }, Token);
        Assert.True(result.ExitCode == 0, result.Stderr);
        return result.Stdout.TrimEnd('\n');
    }

    public Task<FileEntry> WriteAsync(string path, string text, FileWriteOptions? options = null) => WriteAsync(path, Encoding.UTF8.GetBytes(text), options);

    public async Task<FileEntry> WriteAsync(string path, byte[] data, FileWriteOptions? options = null)
    {
        using var content = new MemoryStream(data);
        return await Files.WriteAsync(Box, path, content, options ?? new(), Token);
    }

    public async Task<byte[]> ReadAsync(string path, string? user = null)
    {
        using var download = await Files.ReadAsync(Box, path, null, user, Token);
        using var data = new MemoryStream();
        await download.Content.CopyToAsync(data, Token);
        Assert.Equal(download.Length, data.Length);
        return data.ToArray();
    }

    public async Task<string> ReadTextAsync(string path, string? user = null) => Encoding.UTF8.GetString(await ReadAsync(path, user));

    /// <summary>The address of a call on files.</summary>
    public string Url(string call, string? path = null) =>
        $"api/v0/sandboxes/{Box}/files{call}{(path is null ? "" : "?path=" + Uri.EscapeDataString(path))}";

    /// <summary>The code of the failure that a call ends with.</summary>
    public static async Task<ErrorCode> FailureOf(Task call) => (await Assert.ThrowsAsync<WarrenException>(() => call)).Code;

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await foreach (var box in Client.Sandboxes.ListAsync([], CancellationToken.None))
                await Client.Sandboxes.DeleteAsync(box.Id, CancellationToken.None);
            await StopAsync();
        }
        _state.Delete(recursive: true);
    }

    private async Task StartAsync()
    {
        var state = StateFolder.Open(_state.FullName);
        _app = ServerApplication.Build(
            WebApplication.CreateSlimBuilder(), new ServerOptions { Port = 0, LogLevel = LogLevel.Warning, FirstHostId = 1_300_000_000 }, state, new Installer(null, 0));
        await _app.StartAsync(Token);
        var token = (await File.ReadAllTextAsync(state.TokenFile, Token)).Trim();
        var address = new Uri(_app.Urls.Single());
        Client = new(address, token);
        Http = new() { BaseAddress = address, DefaultRequestHeaders = { { "X-API-Key", token } } };
    }

    private async Task StopAsync()
    {
        Client.Dispose();
        Http.Dispose();
        await _app!.DisposeAsync();
    }
}
