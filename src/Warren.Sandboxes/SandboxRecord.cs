using Warren.Api.Sandboxes;

namespace Warren.Sandboxes;

/// <summary>What is stored of a sandbox.</summary>
/// <param name="Owner">Who it belongs to.</param>
/// <param name="Snapshot">Its latest version.</param>
/// <param name="Environment">What everything run in it starts from: the image's environment and the spec's over it.</param>
public sealed record SandboxRecord(string Owner, SandboxSnapshot Snapshot, IReadOnlyDictionary<string, string> Environment);
