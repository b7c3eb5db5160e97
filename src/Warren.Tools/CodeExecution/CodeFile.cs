using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Warren.Tools.CodeExecution;

/// <summary>A further file that a program finds beside it.</summary>
public sealed record CodeFile
{
    /// <summary>Its name.</summary>
    [Description("Its name in the workspace."), Identifier(255)]
    public required string Name { get; init; }

    /// <summary>What is in it.</summary>
    [Description("What is in it: text, or Base64 where the encoding says so.")]
    public required string Content { get; init; }

    /// <summary>How that is written.</summary>
    [Description("How the content is written."), DefaultValue(CodeFileEncoding.Text)]
    public CodeFileEncoding? Encoding { get; init; }
}

/// <summary>How the content of a file is written.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CodeFileEncoding>))]
public enum CodeFileEncoding
{
    /// <summary>Text, which becomes UTF-8.</summary>
    [JsonStringEnumMemberName("text")] Text,

    /// <summary>Base64 of its bytes.</summary>
    [JsonStringEnumMemberName("base64")] Base64,
}
