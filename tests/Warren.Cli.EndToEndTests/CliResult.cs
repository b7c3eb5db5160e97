namespace Warren.Cli.EndToEndTests;

/// <summary>What a command did.</summary>
public sealed record CliResult(int ExitCode, string Stdout, string Stderr);
