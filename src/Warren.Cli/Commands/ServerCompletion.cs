using System.CommandLine.Completions;
using Warren.Api;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary>Completes what a shell is about to be told with what the server has; with nothing where no server answers soon.</summary>
internal static class ServerCompletion
{
    // Whoever pressed the tabulator key waits for it.
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(400);

    /// <summary>Asks the server.</summary>
    public static IEnumerable<string> Read(CompletionContext context, Func<WarrenClient, CancellationToken, IAsyncEnumerable<string>> read)
    {
        try
        {
            return Task.Run(() => ReadAsync(context, read)).GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is WarrenException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            return []; // A shell has no place to show an error while a line is typed.
        }
    }

    private static async Task<List<string>> ReadAsync(CompletionContext context, Func<WarrenClient, CancellationToken, IAsyncEnumerable<string>> read)
    {
        var server = context.ParseResult.Server();
        if (server.FindAddress() is not { } address)
            return [];
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        using var client = new WarrenClient(address, (await server.Access.FindAsync(address, limit.Token)).Secret);
        List<string> names = [];
        await foreach (var name in read(client, limit.Token))
            names.Add(name);
        return names;
    }
}
