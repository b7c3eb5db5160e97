using System.Text.Json;
using Warren.Api;
using Warren.Client;

namespace Warren.Cli.Interactive;

/// <summary>Completes lines of <c>warren connect</c>: commands, paths of the API, names of sessions and sandboxes.</summary>
/// <param name="connect">Gives the client to ask the server with.</param>
internal sealed class ConnectCompleter(Func<CancellationToken, Task<WarrenClient>> connect) : ICompleter
{
    /// <summary>The commands that there are.</summary>
    public static readonly string[] Commands = ["/api", "/help", "/messages", "/quit", "/sessions", "/status", "/use"];

    private const string Prefix = "/api/v0/";
    private static readonly string[] Methods = ["DELETE", "GET", "PATCH", "POST", "PUT"];

    // Whoever pressed the key waits for it.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private ApiPaths? _paths;

    /// <inheritdoc/>
    public async Task<Completion> CompleteAsync(string line, CancellationToken cancellationToken)
    {
        var start = line.LastIndexOf(' ') + 1;
        var (before, word) = (line[..start].Split(' ', StringSplitOptions.RemoveEmptyEntries), line[start..]);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            IEnumerable<string> candidates = before switch
            {
                [] => Of(Commands, word),
                ["/use"] => Of(await ReadSessionsAsync(limit.Token), word),
                ["/api"] => Of(Methods, word).Concat(await ReadPathsAsync(word, method: null, limit.Token)),
                ["/api", var method] when Methods.Contains(method, StringComparer.OrdinalIgnoreCase) => await ReadPathsAsync(word, method, limit.Token),
                _ => [],
            };
            return new(start, [.. candidates]);
        }
        catch (Exception failure) when (failure is WarrenException or JsonException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Completion.None; // There is no place to show an error while a line is written.
        }
    }

    private static List<string> Of(IEnumerable<string> candidates, string word) =>
        [.. candidates.Where(candidate => word.Length == 0 || candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Distinct().Order(StringComparer.Ordinal)];

    // A path may leave its first parts out.
    private async Task<IEnumerable<string>> ReadPathsAsync(string word, string? method, CancellationToken cancellationToken)
    {
        var isWhole = word is ['/', ..];
        _paths ??= await ReadDescriptionAsync(cancellationToken);
        var found = await _paths.CompleteAsync(isWhole ? word : Prefix + word, method, kind => ReadNamesAsync(kind, cancellationToken));
        return isWhole ? found : found.Select(path => path[Prefix.Length..]);
    }

    private async Task<ApiPaths> ReadDescriptionAsync(CancellationToken cancellationToken)
    {
        var client = await connect(cancellationToken);
        using var answer = await client.Api.SendAsync(HttpMethod.Get, "api-docs/openapi.json", null, cancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var description = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        return ApiPaths.Parse(description.RootElement);
    }

    private async Task<IReadOnlyList<string>> ReadNamesAsync(string kind, CancellationToken cancellationToken) => kind switch
    {
        "sessions" => await ReadSessionsAsync(cancellationToken),
        "sandboxes" => await ReadSandboxesAsync(cancellationToken),
        _ => [],
    };

    private async Task<IReadOnlyList<string>> ReadSessionsAsync(CancellationToken cancellationToken)
    {
        var client = await connect(cancellationToken);
        List<string> names = [];
        await foreach (var session in client.Sessions.ListAsync(new() { Most = 1000 }, cancellationToken))
            names.Add(session.Name);
        return names;
    }

    private async Task<IReadOnlyList<string>> ReadSandboxesAsync(CancellationToken cancellationToken)
    {
        var client = await connect(cancellationToken);
        List<string> names = [];
        await foreach (var sandbox in client.Sandboxes.ListAsync([], cancellationToken))
            names.Add(sandbox.Spec.Name ?? sandbox.Id);
        return names;
    }
}
