namespace Warren.Cli.Interactive;

/// <summary>What a key does to a line.</summary>
internal enum KeyKind
{
    /// <summary>Writes a letter.</summary>
    Letter,

    /// <summary>Ends the line.</summary>
    Enter,

    /// <summary>Completes.</summary>
    Tab,

    /// <summary>Takes the letter in front of the cursor.</summary>
    Backspace,

    /// <summary>Takes the letter at the cursor.</summary>
    Delete,

    /// <summary>Goes a letter to the left.</summary>
    Left,

    /// <summary>Goes a letter to the right.</summary>
    Right,

    /// <summary>Goes a word to the left.</summary>
    WordLeft,

    /// <summary>Goes a word to the right.</summary>
    WordRight,

    /// <summary>Goes to the start.</summary>
    Start,

    /// <summary>Goes to the end.</summary>
    Finish,

    /// <summary>The line before in the history.</summary>
    Up,

    /// <summary>The line behind in the history.</summary>
    Down,

    /// <summary>Takes the word in front of the cursor.</summary>
    KillWord,

    /// <summary>Takes everything in front of the cursor.</summary>
    KillToStart,

    /// <summary>Takes everything from the cursor on.</summary>
    KillToEnd,

    /// <summary>Clears the screen.</summary>
    Clear,

    /// <summary>Ctrl+C.</summary>
    Interrupt,

    /// <summary>Ctrl+D, or the end of the input.</summary>
    End,

    /// <summary>Nothing that is known here.</summary>
    Other,
}
