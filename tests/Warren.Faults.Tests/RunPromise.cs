using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Warren.Api.Tools;

namespace Warren.Faults.Tests;

/// <summary>What a caller was promised of one run of a tool.</summary>
/// <param name="Placement">Where it is to take place.</param>
internal sealed record RunPromise(ToolPlacement Placement)
{
    /// <summary>Name of the file that its program leaves.</summary>
    public const string FileName = "left";

    /// <summary>What its program writes.</summary>
    public Output Output { get; } = new(Lines: 100);

    /// <summary>The label that it carries; no other run does. Its file has it, too.</summary>
    public string Label { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>How it went, where that was answered.</summary>
    public ToolResult? Result { get; set; }

    /// <summary>Whether it was accepted, so that it must be there.</summary>
    public bool IsAccepted { get; set; }

    /// <summary>Whether its removal was asked for.</summary>
    public bool MayBeGone { get; set; }

    /// <summary>Whether its removal was answered.</summary>
    public bool IsGone { get; set; }

    /// <summary>The body that asks for it.</summary>
    public JsonObject Request => new()
    {
        ["tool"] = "shell",
        ["sessionId"] = Label,
        ["command"] = $"printf {Label} > {FileName}; {Output.Script}",
        ["placement"] = Placement == ToolPlacement.Cell ? "cell" : "sandbox",
        ["memory"] = 64 << 20,
        ["disk"] = 32 << 20,
        ["pids"] = 32,
    };
}
