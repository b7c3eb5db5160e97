using System.Collections.Immutable;
using Warren.Api.Sandboxes;
using Warren.Images;
using Warren.Sandboxes.Drivers;

namespace Warren.Sandboxes;

/// <summary>What is stored of a sandbox.</summary>
/// <param name="Owner">Who it belongs to.</param>
/// <param name="Snapshot">Its latest version.</param>
/// <param name="Environment">What everything run in it starts from: the image's environment and the spec's over it.</param>
public sealed record SandboxRecord(string Owner, SandboxSnapshot Snapshot, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>The owner of what was made ahead of anybody asking for it.</summary>
    public const string Nobody = "";

    /// <summary>What is left of its time-out while it is paused.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>Whether the driver may have been told of other limits than the snapshot's: a change of them was begun.</summary>
    public bool IsResizing { get; init; }

    /// <summary>The size that the disk may have reached in that change; null where it was to stay as it is.</summary>
    public long? GrowingTo { get; init; }

    /// <summary>The cells that it holds; null for none.</summary>
    public CellPlan? Cells { get; init; }

    /// <summary>The record of a sandbox that is about to be made.</summary>
    /// <param name="owner">Who it belongs to.</param>
    /// <param name="spec">The spec with every default filled in.</param>
    /// <param name="image">Its image.</param>
    /// <param name="now">When it is asked for.</param>
    internal static SandboxRecord New(string owner, SandboxSpec spec, PreparedImage image, DateTimeOffset now)
    {
        var environment = new Dictionary<string, string>(image.Config.Env);
        foreach (var (name, value) in spec.Env ?? ImmutableDictionary<string, string>.Empty)
            environment[name] = value;
        return new(owner, new SandboxSnapshot
        {
            Id = SandboxId.New(),
            Spec = spec,
            ImageDigest = image.Digest,
            State = SandboxState.Pending,
            DesiredState = DesiredState.Running,
            Version = 0,
            CreatedAt = now,
            ChangedAt = now,
        }, environment);
    }
}
