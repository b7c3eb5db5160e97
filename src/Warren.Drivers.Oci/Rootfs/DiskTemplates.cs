using System.Collections.Concurrent;
using System.Globalization;
using Warren.Api.Local;

namespace Warren.Drivers.Oci.Rootfs;

/// <summary>
/// Makes the writable disks of sandboxes, and volumes: ext4 file systems in sparse files, so that a full disk is ENOSPC inside
/// and nothing to anybody outside. Formatting takes tens of milliseconds, so each size is formatted once and copied.
/// </summary>
internal sealed class DiskTemplates(string folder, DiskLayout layout)
{
    // Odd sizes that were asked for once are not worth keeping for ever.
    private const int Kept = 32;

    private readonly ConcurrentDictionary<long, Lazy<Task<string>>> _templates = new();

    /// <summary>Writes a fresh disk of <paramref name="size"/> bytes to a new file.</summary>
    public async Task CreateAsync(long size, string path, CancellationToken cancellationToken)
    {
        var template = _templates.GetOrAdd(size, _ => new(() => FormatAsync(size)));
        try
        {
            SparseFile.Copy(await template.Value.WaitAsync(cancellationToken), path);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _templates.TryRemove(new(size, template));
            File.Delete(path);
            throw;
        }
    }

    private async Task<string> FormatAsync(long size)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{size}.ext4"));
        if (File.Exists(path))
            return path;
        Prune();
        var content = Directory.CreateTempSubdirectory("warren-disk-");
        var temporary = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            foreach (var name in layout.Folders)
            {
                var made = Directory.CreateDirectory(Path.Combine(content.FullName, name), UnixFileMode.UserRead | UnixFileMode.UserWrite
                    | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
                FileOwner.Give(made.FullName, layout.Owner, layout.Owner);
            }
            await using (var file = File.Create(temporary))
                file.SetLength(size);
            await HostProgram.RunAsync(
                "mkfs.ext4",
                ["-q", "-F", "-b", "4096", "-m", "0", .. layout.Options, "-E", "lazy_itable_init=1,nodiscard,root_owner=0:0", "-d", content.FullName, temporary],
                "formatting a sandbox disk");
            File.Move(temporary, path, overwrite: true);
            return path;
        }
        finally
        {
            File.Delete(temporary);
            content.Delete(recursive: true);
        }
    }

    private void Prune()
    {
        foreach (var old in new DirectoryInfo(folder).GetFiles("*.ext4").OrderByDescending(file => file.LastWriteTimeUtc).Skip(Kept - 1))
        {
            _templates.TryRemove(long.Parse(Path.GetFileNameWithoutExtension(old.Name), CultureInfo.InvariantCulture), out _);
            old.Delete();
        }
    }
}
