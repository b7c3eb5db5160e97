using System.Text;
using System.Text.Json;
using Warren.Sandboxes.Cells;
using Warren.Sandboxes.Execs;
using Warren.Sandboxes.Files;

namespace Warren.Security.Tests;

/// <summary>A cell that is attacked from inside.</summary>
public sealed class CellBox(SandboxCell cell) : IAsyncDisposable
{
    private static CancellationToken Token => SecurityServer.Token;

    public SandboxCell Cell => cell;

    /// <summary>Runs a program to its end.</summary>
    public async Task<(ExecExit Exit, string Stdout, string Stderr)> ExecAsync(ExecRequest request)
    {
        StringBuilder stdout = new(), stderr = new();
        await foreach (var happened in cell.StreamAsync(request, [], Token))
            if (happened is ExecEvent.Output output && stdout.Length + stderr.Length < 1 << 20)
                (output.Stream == "stdout" ? stdout : stderr).Append(Encoding.UTF8.GetString(output.Data.Span));
            else if (happened is ExecEvent.Exit exit)
                return (exit.Value, stdout.ToString(), stderr.ToString());
        throw new InvalidOperationException("The stream ended before the exec did.");
    }

    /// <summary>Runs a shell's program; gives what it wrote, without the last line end.</summary>
    public async Task<string> RunAsync(string script, string? user = null)
    {
        var (exit, stdout, stderr) = await ExecAsync(new() { Command = SandboxCommand.Shell(script), User = user });
        Assert.True(exit.ExitCode == 0, $"{exit.ExitCode}: {stderr}{stdout}");
        return stdout.TrimEnd('\n');
    }

    /// <summary>Runs a probe; gives what it reports.</summary>
    public async Task<JsonElement> ProbeAsync(string probe, string? user = null, params IEnumerable<string> arguments)
    {
        var (exit, stdout, stderr) = await ExecAsync(new() { Command = new(Probe.Command(probe, arguments)), User = user });
        return Probe.Read(exit.ExitCode, stdout, stderr);
    }

    /// <summary>Starts a program that goes on by itself, with its input open, and waits for its first line.</summary>
    public async Task<IAsyncDisposable> StartAsync(IReadOnlyList<string> command, string? user = null)
    {
        var stream = cell.StreamAsync(new() { Command = new(command), User = user, KeepStdin = true }, [], Token).GetAsyncEnumerator(Token);
        while (await stream.MoveNextAsync())
            if (stream.Current is ExecEvent.Output)
                return stream;
        throw new InvalidOperationException("The program ended before it wrote anything.");
    }

    public async Task<IReadOnlyList<string>> ListAsync(string folder) =>
        [.. (await cell.ListAsync(new FilePath(folder), 8, 1000, null, Token)).Items.Select(entry => entry.Path)];

    public ValueTask DisposeAsync() => cell.DisposeAsync();
}
