namespace Warren.Guest.Protocol;

/// <summary>Asks the guest of a sandbox that can hold cells to make one.</summary>
public sealed record GuestCellRequest
{
    /// <summary>Id that the server chose, as of an exec; the cell's host name, too.</summary>
    public required string Id { get; init; }

    /// <summary>The lease that it lasts as long as: a <c>GET cells/lease/ID</c> that is being answered.</summary>
    public required string Lease { get; init; }

    /// <summary>The slot that it is to be in, from 0 on, where no other is; one that is being removed there is waited for.</summary>
    public required int Slot { get; init; }

    /// <summary>
    /// Files to write before the program is started, in this order: their bytes, one after the other, come before those of
    /// standard input. Missing folders are made.
    /// </summary>
    public IReadOnlyList<GuestCellFile> Files { get; init; } = [];
}
