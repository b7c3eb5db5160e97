using System.Text.Json;

namespace Warren.Api.Tools;

/// <summary>A tool that can be run.</summary>
public sealed record ToolInfo
{
    /// <summary>Its unique name, such as <c>code_execution</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, for people and models.</summary>
    public required string Description { get; init; }

    /// <summary>Image that its programs run in, which has to be in the server's store; left out where that is the server's default image.</summary>
    public string? Image { get; init; }

    /// <summary>
    /// JSON schema (draft 2020-12) of the body that runs it, <c>tool</c> and <c>sessionId</c> included. The format <c>code</c>
    /// marks source text, <c>bytes</c> a number of bytes.
    /// </summary>
    public required JsonElement InputSchema { get; init; }
}
