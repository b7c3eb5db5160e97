namespace Warren.Cli.Output;

/// <summary>A value in a table.</summary>
/// <param name="Text">The value.</param>
/// <param name="Tone">What it says of the thing.</param>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    public static implicit operator Cell(string text) => new(text);
}
