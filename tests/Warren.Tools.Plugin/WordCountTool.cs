using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;

namespace Warren.Tools.Plugin;

/// <summary>What an author of a plugin writes: one class and its input.</summary>
public sealed class WordCountTool : Tool<WordCountInput>
{
    /// <inheritdoc/>
    public override string Name => "word_count";

    /// <inheritdoc/>
    public override string Description => "Counts the words of a text.";

    /// <inheritdoc/>
    public override ToolPlan Plan(WordCountInput input) => new()
    {
        Command = ["/bin/sh", "-c", "wc -w < text.txt"],
        Files = [new("text.txt", Encoding.UTF8.GetBytes(input.Text))],
    };
}

/// <summary>A text.</summary>
public sealed record WordCountInput : ToolInput
{
    /// <summary>The text.</summary>
    [Description("The text whose words are counted."), MinLength(1)]
    public required string Text { get; init; }
}
