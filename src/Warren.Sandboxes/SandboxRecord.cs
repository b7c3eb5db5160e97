using Warren.Api.Sandboxes;

namespace Warren.Sandboxes;

/// <summary>What is stored of a sandbox.</summary>
/// <param name="Owner">Who it belongs to.</param>
/// <param name="Snapshot">Its latest version.</param>
/// <param name="Environment">What everything run in it starts from: the image's environment and the spec's over it.</param>
public sealed record SandboxRecord(string Owner, SandboxSnapshot Snapshot, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>What is left of its time-out while it is paused.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>Whether the driver may have been told of other limits than the snapshot's: a change of them was begun.</summary>
    public bool IsResizing { get; init; }
}
