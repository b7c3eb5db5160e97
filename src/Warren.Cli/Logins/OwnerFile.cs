namespace Warren.Cli.Logins;

/// <summary>Files that nobody but their owner reads.</summary>
internal static class OwnerFile
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes one; a reader sees the old content or the new.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var draft = $"{path}.{Environment.ProcessId}.new";
        File.Delete(draft); // Left by a process of the same id that was killed here.
        using (var file = Open(draft, FileMode.CreateNew, FileShare.None))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>Opens one to write to it.</summary>
    public static FileStream Open(string path, FileMode mode, FileShare share) =>
        new(path, new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = share, UnixCreateMode = Mode });
}
