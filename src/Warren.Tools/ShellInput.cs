using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Warren.Tools;

/// <summary>A command line to run.</summary>
public sealed record ShellInput : ToolInput
{
    /// <summary>The command line.</summary>
    [Description("The command line, for /bin/sh."), MinLength(1), MaxLength(100_000), NoNull, SourceText]
    public required string Command { get; init; }
}
