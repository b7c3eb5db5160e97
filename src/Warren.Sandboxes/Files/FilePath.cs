namespace Warren.Sandboxes.Files;

/// <summary>A path as a caller gives it: a text, absolute or from the sandbox's workdir on, or base64url of exact bytes.</summary>
/// <param name="Text">The text; null where <paramref name="Raw"/> is given.</param>
/// <param name="Raw">The bytes, for names that are no UTF-8.</param>
public readonly record struct FilePath(string? Text, string? Raw = null)
{
    internal string Escape(SandboxUse use, string field = "path")
    {
        var workdir = use.Sandbox.Snapshot.Spec.Workdir ?? "/workspace";
        return Raw is null ? SandboxPath.Escape(Text ?? "", workdir, field) : SandboxPath.EscapeRaw(Raw, workdir);
    }
}
