namespace Warren.Api.Sandboxes;

/// <summary>How large a terminal is to be.</summary>
public sealed record TerminalSize
{
    /// <summary>Width in characters, from 1 to 1000.</summary>
    public required int Columns { get; init; }

    /// <summary>Height in characters, from 1 to 1000.</summary>
    public required int Rows { get; init; }
}
