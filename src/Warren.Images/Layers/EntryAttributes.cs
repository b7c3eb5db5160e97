using Warren.Images.Native;

namespace Warren.Images.Layers;

/// <summary>What a file has besides its content.</summary>
/// <param name="UserId">Owner.</param>
/// <param name="GroupId">Group.</param>
/// <param name="Mode">Permissions with the set-id and sticky bits.</param>
/// <param name="Modified">Time of the last change.</param>
internal sealed record EntryAttributes(uint UserId, uint GroupId, UnixFileMode Mode, DateTimeOffset Modified)
{
    /// <summary>Extended attributes by name.</summary>
    public IReadOnlyDictionary<string, byte[]> Extended { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>The time as the system calls take it.</summary>
    public Libc.AccessAndModification Times
    {
        get
        {
            var seconds = Modified.ToUnixTimeSeconds();
            var nanoseconds = (Modified - DateTimeOffset.FromUnixTimeSeconds(seconds)).Ticks * 100;
            return new()
            {
                AccessSeconds = seconds,
                AccessNanoseconds = nanoseconds,
                ModifiedSeconds = seconds,
                ModifiedNanoseconds = nanoseconds,
            };
        }
    }
}
