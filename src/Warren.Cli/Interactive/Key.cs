using System.Text;

namespace Warren.Cli.Interactive;

/// <summary>A key that was pressed.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Letter">What it writes, where it does.</param>
internal readonly record struct Key(KeyKind Kind, Rune Letter = default);
