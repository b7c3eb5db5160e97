using Warren.Api.Sandboxes;
using Warren.Sandboxes;
using Warren.Sandboxes.Events;

namespace Warren.Storage.Tests;

/// <summary>Records and events that tests write.</summary>
internal static class Boxes
{
    public static SandboxRecord Record(string id, string? name = null) => new("alice", new()
    {
        Id = id,
        Spec = new() { Image = "warren/worker", Name = name },
        ImageDigest = "sha256:0",
        State = SandboxState.Running,
        DesiredState = DesiredState.Running,
        Version = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        ChangedAt = DateTimeOffset.UnixEpoch,
    }, new Dictionary<string, string>());

    public static StoredEvent Event(string sandbox, string type = "sandbox.running") =>
        new("alice", new() { Version = 0, Time = DateTimeOffset.UnixEpoch, Type = type, SandboxId = sandbox });

    /// <summary>Writes a record and an event of it.</summary>
    public static Task SaveAsync(ISandboxStore store, string id) => store.SaveAsync(Record(id), [Event(id)], null, TestContext.Current.CancellationToken);
}
