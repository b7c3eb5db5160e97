using Warren.Server.Hosting;

namespace Warren.Server.Auth;

/// <summary>Files that nobody but the server's own user reads.</summary>
internal static class OwnFile
{
    /// <summary>Writes one; a reader, or a server that is killed, sees the old content or the new.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content) =>
        new Installer(null, 0).WriteFile(path, content, UnixFileMode.UserRead | UnixFileMode.UserWrite);
}
