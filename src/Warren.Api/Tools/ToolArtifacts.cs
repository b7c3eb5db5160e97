namespace Warren.Api.Tools;

/// <summary>Addresses of what a run was given and what it made, by name.</summary>
public sealed record ToolArtifacts
{
    /// <summary>The files that it was given.</summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; init; }

    /// <summary>
    /// <c>stdout</c> and <c>stderr</c>, then every file that it created or changed below <c>/workspace</c>, by its path there. A file
    /// whose path is <c>stdout</c> or <c>stderr</c> is called <c>workspace/stdout</c>; bytes of a name that are no UTF-8 stand as <c>\xHH</c>.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Outputs { get; init; }

    /// <summary>What was not kept, and why: links, devices and the like, and what is beyond a limit. Null for nothing.</summary>
    public IReadOnlyDictionary<string, string>? Skipped { get; init; }
}
