namespace Warren.Tools;

/// <summary>What a tool has run.</summary>
public sealed record ToolPlan
{
    /// <summary>The program and its arguments. No shell reads them unless it is named here.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Files that are in <see cref="Workspace"/> before the program starts: the input artifacts.</summary>
    public IReadOnlyList<ToolFile> Files { get; init; } = [];

    /// <summary>Added to the image's environment.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>The folder that the program starts in, and whose files become artifacts.</summary>
    public const string Workspace = "/workspace";

    /// <summary>The path of a file of <see cref="Workspace"/>.</summary>
    internal static string InWorkspace(string name) => $"{Workspace}/{name}";
}
