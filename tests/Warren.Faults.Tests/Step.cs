namespace Warren.Faults.Tests;

/// <summary>One side of a named step of the server.</summary>
/// <param name="Name">The span's name.</param>
/// <param name="IsEnd">Whether the side behind it, else before it.</param>
internal sealed record Step(string Name, bool IsEnd)
{
    /// <summary>
    /// Every step that the server has. One that is added there is added here; one that is renamed or goes shows in a test.
    /// </summary>
    public static readonly string[] Names =
    [
        "sandbox create", "create.image", "create.disk", "create.made",
        "start.ids", "start.namespace", "start.mounts", "start.slots", "start.bundle", "start.socket", "start.runtime", "start.cells", "start.record", "start.hello",
        "record.starting", "record.running", "record.paused", "record.stopping", "record.stopped", "record.failed", "record.destroying", "record.destroyed",
        "exec", "exec.start", "exec.save", "exec.end", "exec.keep", "events.append",
        "file.write", "upload.body", "upload.answer",
        "sandbox pause", "pause.freeze", "sandbox resume", "resume.thaw",
        "sandbox patch", "resize.mark", "resize.limits", "resize.disk", "resize.length", "resize.made", "resize.unmark",
        "sandbox stop", "sandbox start", "sandbox delete",
        "end.kill", "end.unmount", "end.ids", "destroy.unmake", "destroy.disk",
        "run.folder", "run.record", "run.place", "run.files", "cell.start", "run.collect", "run.end", "run.remove", "cell.remove", "run.delete",
    ];

    /// <summary>Every step of sessions, and those of their sandboxes that sessions are to outlive.</summary>
    public static readonly string[] OfSessions =
    [
        "session.add", "session.record", "session.secrets", "session.volume", "session.start", "session.drop", "session.remove",
        "start.mounts", "start.runtime", "start.hello", "record.running", "record.paused", "file.write", "exec.start",
        "sandbox pause", "pause.freeze", "sandbox resume", "resume.thaw", "end.kill", "end.unmount", "destroy.disk",
    ];

    public override string ToString() => $"{(IsEnd ? "behind" : "before")} {Name}";
}
