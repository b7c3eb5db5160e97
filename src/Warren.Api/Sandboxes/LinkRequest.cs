namespace Warren.Api.Sandboxes;

/// <summary>Asks for a signed link to a file or a port of a sandbox.</summary>
public sealed record LinkRequest
{
    /// <summary>The one method that it allows, default <c>GET</c>, which allows <c>HEAD</c> too.</summary>
    public string? Method { get; init; }

    /// <summary>What it leads to, below the sandbox's own path: <c>/files</c> or <c>/ports/8080/index.html</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The query it is for, such as <c>{"path": "/workspace/a.txt"}</c>: none of it can be changed or added to.</summary>
    public IReadOnlyDictionary<string, string>? Query { get; init; }

    /// <summary>Seconds that it works, from 1 to 86400 (a day); default 3600. It ends with the sandbox in any case.</summary>
    public int? ExpiresInSeconds { get; init; }
}
