namespace Warren.Guest.Cells;

/// <summary>What is said between the guest, the keeper of a slot, and the first process of the cell in it.</summary>
internal enum CellMessageKind : byte
{
    /// <summary>To the keeper: make a cell, whose id is the text.</summary>
    Make = 1,

    /// <summary>To the cell: start what the first descriptor holds; standard input, output and error follow it.</summary>
    Spawn,

    /// <summary>From the keeper: the cell's first process is the one of the descriptor.</summary>
    Cloned,

    /// <summary>From the cell: it is ready; the descriptor is its root folder.</summary>
    Made,

    /// <summary>From the cell: it could not be made, or ends by a fault of its own, and the text says why.</summary>
    Failed,

    /// <summary>From the cell: the program of the number runs as the first value.</summary>
    Started,

    /// <summary>From the cell or the keeper: the program of the number cannot be started; code and reason are the text.</summary>
    Refused,

    /// <summary>From the cell: the program of the number ended. Status as wait4(2) has it, peak memory in KiB, microseconds of processor.</summary>
    Ended,

    /// <summary>
    /// From the keeper: nothing of the cell is left, whose first process ended with the first value as wait4(2) has it. Where the
    /// number is not 0 its files could not be removed, and the text says why.
    /// </summary>
    Removed,
}
