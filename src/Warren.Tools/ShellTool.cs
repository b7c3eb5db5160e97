namespace Warren.Tools;

/// <summary>Runs one command line.</summary>
public sealed class ShellTool : Tool<ShellInput>
{
    /// <inheritdoc/>
    public override string Name => "shell";

    /// <inheritdoc/>
    public override string Description =>
        "Runs a command line by a shell, isolated and without network. What it writes to its outputs and into files of its workspace is kept as artifacts.";

    /// <inheritdoc/>
    public override ToolPlan Plan(ShellInput input) => new() { Command = ["/bin/sh", "-c", input.Command] };
}
