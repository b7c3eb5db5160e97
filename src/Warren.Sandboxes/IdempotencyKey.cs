namespace Warren.Sandboxes;

/// <summary>A caller's key of a creation, which makes its repetition give the same sandbox.</summary>
/// <param name="Owner">Whose key it is.</param>
/// <param name="Key">What the caller chose.</param>
/// <param name="Body">A digest of what was asked for.</param>
/// <param name="SandboxId">What came of it.</param>
/// <param name="TakenAt">When it was made.</param>
public sealed record IdempotencyKey(string Owner, string Key, string Body, string SandboxId, DateTimeOffset TakenAt)
{
    /// <summary>How long a key is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);
}
