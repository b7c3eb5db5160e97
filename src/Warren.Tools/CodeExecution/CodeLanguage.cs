using System.Text.Json.Serialization;

namespace Warren.Tools.CodeExecution;

/// <summary>What a program is written in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CodeLanguage>))]
public enum CodeLanguage
{
    /// <summary>Bash.</summary>
    [JsonStringEnumMemberName("bash")] Bash,

    /// <summary>Python 3.</summary>
    [JsonStringEnumMemberName("python")] Python,

    /// <summary>JavaScript, by Node.js.</summary>
    [JsonStringEnumMemberName("node")] Node,

    /// <summary>JavaScript or TypeScript, by Bun.</summary>
    [JsonStringEnumMemberName("bun")] Bun,

    /// <summary>TypeScript, by Bun.</summary>
    [JsonStringEnumMemberName("typescript")] TypeScript,

    /// <summary>JavaScript or TypeScript, by Deno, in images that have it.</summary>
    [JsonStringEnumMemberName("deno")] Deno,
}
