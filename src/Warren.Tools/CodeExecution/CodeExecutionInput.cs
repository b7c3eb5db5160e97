using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Warren.Tools.CodeExecution;

/// <summary>A program to run.</summary>
public sealed record CodeExecutionInput : ToolInput
{
    /// <summary>What it is written in.</summary>
    [Description("What the program is written in."), DefaultValue(CodeLanguage.Bash)]
    public CodeLanguage? Language { get; init; }

    /// <summary>The program.</summary>
    [Description("The program."), MinLength(1), SourceText]
    public required string Code { get; init; }

    /// <summary>The name of its file.</summary>
    [Description("The name of its file in the workspace; by default script with the ending of the language."), Identifier(255)]
    public string? Filename { get; init; }

    /// <summary>Further files.</summary>
    [Description("Further files that it finds in its workspace."), MaxLength(1000)]
    public IReadOnlyList<CodeFile>? Files { get; init; }
}
