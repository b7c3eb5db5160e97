namespace Warren.Guest.Protocol;

/// <summary>Size of a terminal in characters, each from 1 to <see cref="GuestProtocol.MaxTerminalSide"/>.</summary>
public sealed record GuestTerminal
{
    /// <summary>Characters in a line.</summary>
    public required int Columns { get; init; }

    /// <summary>Lines.</summary>
    public required int Rows { get; init; }

    /// <summary>Whether a terminal can have this size.</summary>
    public bool IsValid => Columns is >= 1 and <= GuestProtocol.MaxTerminalSide && Rows is >= 1 and <= GuestProtocol.MaxTerminalSide;
}
