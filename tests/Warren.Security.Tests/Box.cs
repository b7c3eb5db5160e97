using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Warren.Client;

namespace Warren.Security.Tests;

/// <summary>A sandbox that is attacked from inside.</summary>
public sealed class Box(WarrenClient client, SandboxSnapshot made) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string, string?), Lazy<Task<JsonElement>>> _known = new();
    private int _last;

    private static CancellationToken Token => SecurityServer.Token;

    public string Id => made.Id;

    /// <summary>A path that no other test has.</summary>
    public string NewPath(string name = "file") => $"/workspace/t{Interlocked.Increment(ref _last)}/{name}";

    public Task<ExecResult> ExecAsync(ExecRequest request) => client.Sandboxes.RunAsync(Id, request, Token);

    /// <summary>Runs a shell's program; gives what it wrote, without the last line end.</summary>
    public async Task<string> RunAsync(string script, string? user = null)
    {
        var result = await ExecAsync(new() { Command = SandboxCommand.Shell(script), User = user });
        Assert.True(result.ExitCode == 0, $"{result.ExitCode}: {result.Stderr}{result.Stdout}");
        return result.Stdout.TrimEnd('\n');
    }

    /// <summary>Runs a probe; gives what it reports.</summary>
    public async Task<JsonElement> ProbeAsync(string probe, string? user = null, params IEnumerable<string> arguments)
    {
        var result = await ExecAsync(new() { Command = new(Probe.Command(probe, arguments)), User = user });
        return Probe.Read(result.ExitCode, result.Stdout, result.Stderr);
    }

    /// <summary>Runs a probe once for all who ask.</summary>
    public Task<JsonElement> ProbeOnceAsync(string probe, string? user) =>
        _known.GetOrAdd((probe, user), _ => new(() => ProbeAsync(probe, user))).Value;

    /// <summary>Starts a probe that goes on by itself, and waits for its first line.</summary>
    public async Task<string> StartAsync(string probe, string? user = null, params IEnumerable<string> arguments)
    {
        var exec = await client.Sandboxes.StartAsync(Id, new() { Command = new(Probe.Command(probe, arguments)), User = user }, Token);
        await foreach (var message in client.Sandboxes.AttachAsync(Id, exec.Id, 0, 0, Token))
            if (message is ExecMessage.Output)
                break;
        return exec.Id;
    }

    /// <summary>Ends a probe's input, and gives what it then reports.</summary>
    public async Task<JsonElement> FinishAsync(string exec)
    {
        await client.Sandboxes.WriteStdinAsync(Id, exec, default, end: true, Token);
        var output = new StringBuilder();
        await foreach (var message in client.Sandboxes.AttachAsync(Id, exec, 0, 0, Token))
            if (message is ExecMessage.Output { Bytes: var bytes })
                output.Append(Encoding.UTF8.GetString(bytes.Span));
            else if (message is ExecMessage.Exit { Value: var exit })
                return Probe.Read(exit.ExitCode, output.ToString(), "");
        throw new InvalidOperationException("The stream ended before the exec did.");
    }

    public Task EndAsync(string exec) => client.Sandboxes.DeleteExecAsync(Id, exec, Token);

    public async Task<FileEntry> WriteAsync(string path, string text, FileWriteOptions? options = null)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await client.Files.WriteAsync(Id, path, content, options ?? new(), Token);
    }

    public async Task<string> ReadAsync(string path, string? user = null)
    {
        using var download = await client.Files.ReadAsync(Id, path, null, user, Token);
        using var reader = new StreamReader(download.Content);
        return await reader.ReadToEndAsync(Token);
    }

    public async ValueTask DisposeAsync() => await client.Sandboxes.DeleteAsync(Id, CancellationToken.None);
}
