namespace Warren.Tools.Runs;

/// <summary>A tool that somebody wants to be run.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Input">What it is given, of the right kinds and within the ranges of its type.</param>
/// <param name="Body">The same as JSON, to run it again.</param>
/// <param name="Owner">Who the run will belong to.</param>
public sealed record ToolCall(ITool Tool, ToolInput Input, ReadOnlyMemory<byte> Body, string Owner);
