using System.Net.Mime;
using Microsoft.AspNetCore.StaticFiles;
using Warren.Api.Tools;
using Warren.Tools.Artifacts;
using Warren.Tools.Runs;

namespace Warren.Server.Tools;

/// <summary>Where the bytes of an artifact are.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Path">The file on this host.</param>
/// <param name="Offset">Where they begin in it.</param>
/// <param name="Length">How many there are.</param>
internal sealed record ArtifactFile(string Name, ToolArtifactKind Kind, string Path, long Offset, long Length)
{
    private static readonly FileExtensionContentTypeProvider Types = WithSources();

    // What programs are given and write most is not known there, or (.ts) as something else.
    private static FileExtensionContentTypeProvider WithSources()
    {
        var types = new FileExtensionContentTypeProvider();
        foreach (var extension in (string[])[".c", ".cfg", ".cpp", ".cs", ".go", ".h", ".ini", ".java", ".jsx", ".log", ".lua", ".md", ".php", ".py", ".r", ".rb", ".rs", ".rst", ".sh", ".sql", ".toml", ".ts", ".tsx", ".yaml", ".yml"])
            types.Mappings[extension] = MediaTypeNames.Text.Plain;
        types.Mappings[".ipynb"] = MediaTypeNames.Application.Json;
        types.Mappings[".jsonl"] = "application/jsonl";
        return types;
    }

    /// <summary>The name of one of the two outputs.</summary>
    public static string NameOf(bool isError) => isError ? "stderr" : "stdout";

    /// <summary>The media type that an artifact is served with.</summary>
    public static string TypeOf(string name, ToolArtifactKind kind) =>
        kind == ToolArtifactKind.Output && name is "stdout" or "stderr" ? "text/plain; charset=utf-8"
        : Types.TryGetContentType(name, out var type) ? type : MediaTypeNames.Application.Octet;

    /// <summary>Finds an artifact; null where there is none of that name.</summary>
    /// <param name="outcome">The run.</param>
    /// <param name="name">Its name.</param>
    /// <param name="kind">What it is; null for an output, else an input.</param>
    public static ArtifactFile? Find(ToolOutcome outcome, string name, ToolArtifactKind? kind)
    {
        var folder = outcome.Folder;
        if (kind != ToolArtifactKind.Input && name is "stdout" or "stderr")
            return new(name, ToolArtifactKind.Output, folder.Stream(name == "stderr"), 0, folder.StreamLength(name == "stderr"));
        if (kind != ToolArtifactKind.Input && Find(outcome.Index.Outputs, name) is { } output)
            return new(name, ToolArtifactKind.Output, folder.Outputs, output.Offset, output.Length);
        if (kind != ToolArtifactKind.Output && Find(outcome.Index.Inputs, name) is { } input)
            return new(name, ToolArtifactKind.Input, folder.Inputs, input.Offset, input.Length);
        return null;
    }

    private static ArtifactEntry? Find(IReadOnlyList<ArtifactEntry> entries, string name) => entries.FirstOrDefault(entry => entry.Name == name);
}
