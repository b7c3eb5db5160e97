using Warren.Sandboxes.Cells;

namespace Warren.Security.Tests;

/// <summary>A sandbox that holds cells, which are attacked from inside.</summary>
public sealed class CellBoxes(SecurityServer server, SandboxSnapshot made) : IAsyncDisposable
{
    /// <summary>Whose the cells are.</summary>
    public const string Owner = "cells";

    public string Id => made.Id;

    /// <summary>A cell that nothing has run in.</summary>
    public async Task<CellBox> OpenAsync() => new(await server.Sandboxes.Cells.OpenAsync(Id, Owner, SecurityServer.Token));

    /// <summary>Runs a shell's program in a cell of its own; gives what it wrote, without the last line end.</summary>
    public async Task<string> RunAsync(string script, string? user = null)
    {
        await using var cell = await OpenAsync();
        return await cell.RunAsync(script, user);
    }

    /// <summary>The programs that the host sees in slots, without those that keep them.</summary>
    public IReadOnlyList<string> Programs() =>
    [
        .. Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[6]) && Read($"{folder}/cgroup").Contains($"/{Id}/cell-", StringComparison.Ordinal))
            .Select(folder => Read($"{folder}/cmdline").Replace('\0', ' ')).Where(command => command.Length > 0 && !command.StartsWith("/.warren/init ", StringComparison.Ordinal)),
    ];

    public async ValueTask DisposeAsync() => await server.Sandboxes.DeleteAsync(Id, Owner, CancellationToken.None);

    /// <summary>A file of a process's, empty once that has ended.</summary>
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
}
