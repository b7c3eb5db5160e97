namespace Warren.Guest.Programs;

/// <summary>One event.</summary>
/// <param name="Folder">Number of the watched folder.</param>
/// <param name="Mask">What happened.</param>
/// <param name="Cookie">The same for both halves of a move.</param>
/// <param name="Name">What it happened to in the folder; empty for the folder itself.</param>
internal readonly record struct InotifyEvent(int Folder, uint Mask, uint Cookie, byte[] Name)
{
    public bool Has(uint bit) => (Mask & bit) != 0;
}
