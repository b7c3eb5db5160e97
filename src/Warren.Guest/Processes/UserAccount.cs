namespace Warren.Guest.Processes;

/// <summary>A user of the sandbox.</summary>
/// <param name="Name">Its name; the number where it has none.</param>
/// <param name="Uid">User id.</param>
/// <param name="Gid">Group id.</param>
/// <param name="Home">Home folder.</param>
internal sealed record UserAccount(string Name, int Uid, int Gid, string Home)
{
    /// <summary>Supplementary groups that the image gives it.</summary>
    public IReadOnlyList<int> Groups { get; init; } = [];
}
