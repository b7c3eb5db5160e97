using System.CommandLine;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary>What a command does with the server.</summary>
internal static class ServerAction
{
    /// <summary>Gives a command its action.</summary>
    /// <returns>The command.</returns>
    public static Command Does(this Command command, Func<WarrenClient, ParseResult, CancellationToken, Task> action)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            await action(client, parsed, cancellationToken);
            return 0;
        });
        return command;
    }

    /// <summary>Gives a command its other names.</summary>
    /// <returns>The command.</returns>
    public static Command Or(this Command command, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            command.Aliases.Add(name);
        return command;
    }

    /// <summary>Reads a list to its end.</summary>
    public static async Task<List<T>> ReadAllAsync<T>(this IAsyncEnumerable<T> items)
    {
        List<T> all = [];
        await foreach (var item in items)
            all.Add(item);
        return all;
    }
}
