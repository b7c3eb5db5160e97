using Warren.Api;
using Warren.Api.Files;
using Warren.Cli.Commands;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Files;

/// <summary>Copies files and folders between this machine and a sandbox, with the manners of <c>docker cp</c>.</summary>
internal sealed class Copier(FileClient files)
{
    private const int Piece = 128 * 1024;

    /// <summary>Copies into a sandbox.</summary>
    public async Task UploadAsync(Place from, string sandbox, Place to, CancellationToken cancellationToken)
    {
        var there = await FindAsync(sandbox, to.Path, cancellationToken);
        if (from.IsStream)
            await UploadArchiveAsync(sandbox, to, there, cancellationToken);
        else if (Directory.Exists(from.Path))
            await UploadFolderAsync(from, sandbox, to, there, cancellationToken);
        else
            await UploadFileAsync(from, sandbox, to, there, cancellationToken);
    }

    /// <summary>Copies out of a sandbox.</summary>
    public async Task DownloadAsync(string sandbox, Place from, Place to, CancellationToken cancellationToken)
    {
        var source = await files.StatAsync(sandbox, from.Path, follow: true, user: null, cancellationToken);
        if (to.IsStream)
            await DownloadArchiveAsync(sandbox, from, cancellationToken);
        else if (source.Type == FileType.Folder)
            await DownloadFolderAsync(sandbox, from, to, cancellationToken);
        else if (source.Type == FileType.File)
            await DownloadFileAsync(sandbox, from, source, to, cancellationToken);
        else
            throw new WarrenException(ErrorCode.InvalidRequest, $"{Screen.Printable(from.Path)} is neither a file nor a folder.");
    }

    private async Task UploadArchiveAsync(string sandbox, Place to, FileEntry? there, CancellationToken cancellationToken)
    {
        if (there?.Type != FileType.Folder)
            throw new WarrenException(ErrorCode.InvalidRequest, $"An archive is unpacked into a folder; {to.Path} is none in the sandbox.");
        using var meter = new Meter(null);
        var made = await files.WriteArchiveAsync(
            sandbox, to.Path, (body, token) => new MeteredStream(StandardStream.Input, meter).CopyToAsync(body, Piece, token), user: null, cancellationToken);
        NoticeSkipped(made.Skipped);
    }

    private async Task UploadFolderAsync(Place from, string sandbox, Place to, FileEntry? there, CancellationToken cancellationToken)
    {
        if (there is { Type: not FileType.Folder })
            throw new WarrenException(ErrorCode.Conflict, $"{to.Path} is no folder in the sandbox; a folder cannot take its place.");
        if (there is null)
            await files.MakeFolderAsync(sandbox, new() { Path = to.Path }, cancellationToken);
        var name = there is null || from.IsContent ? "" : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(from.Path)));
        using var meter = new Meter(null);
        TreeCount sent = default;
        var made = await files.WriteArchiveAsync(
            sandbox, to.Path, async (body, token) => sent = await new TreeWriter(from.Path, name, meter).WriteAsync(body, token), user: null, cancellationToken);
        NoticeSkipped(sent.Skipped + made.Skipped);
        if (made.Skipped == 0 && (made.Files, made.Bytes) != (sent.Files, sent.Bytes))
            throw new WarrenException(ErrorCode.SandboxFailed,
                $"{sent.Files} files of {sent.Bytes} bytes were sent, {made.Files} of {made.Bytes} arrived.");
    }

    private async Task UploadFileAsync(Place from, string sandbox, Place to, FileEntry? there, CancellationToken cancellationToken)
    {
        await using var file = LocalFile.Open(from.Path);
        if (there is null && to.IsFolder)
            throw new WarrenException(ErrorCode.NotFound, $"There is no folder {to.Path} in the sandbox.");
        var path = there?.Type == FileType.Folder ? $"{to.Path.TrimEnd('/')}/{from.Name}" : to.Path;
        var length = file.Length;
        using var meter = new Meter(length);
        var mode = Convert.ToString((int)File.GetUnixFileMode(from.Path) & 0x1ff, 8).PadLeft(4, '0');
        var made = await files.WriteAsync(sandbox, path, new MeteredStream(file, meter, length), new() { Mode = mode }, cancellationToken);
        if (made.Size != length)
            throw new WarrenException(ErrorCode.SandboxFailed, $"{length} bytes were sent, {made.Size} arrived.");
    }

    private async Task DownloadArchiveAsync(string sandbox, Place from, CancellationToken cancellationToken)
    {
        using var archive = await files.ReadArchiveAsync(sandbox, from.Path, "tar", user: null, cancellationToken);
        await archive.Content.CopyToAsync(StandardStream.Output, Piece, cancellationToken);
    }

    private async Task DownloadFolderAsync(string sandbox, Place from, Place to, CancellationToken cancellationToken)
    {
        if (File.Exists(to.Path))
            throw new WarrenException(ErrorCode.Conflict, $"{to.Path} is a file; a folder cannot take its place.");
        var target = Directory.Exists(to.Path) && !from.IsContent ? Path.Combine(to.Path, from.Name) : to.Path;
        using var archive = await files.ReadArchiveAsync(sandbox, from.Path, "tar", user: null, cancellationToken);
        using var meter = new Meter(null);
        var made = await new TreeReader(Path.TrimEndingDirectorySeparator(Path.GetFullPath(target)), meter).ReadAsync(archive.Content, cancellationToken);
        NoticeSkipped(made.Skipped);
    }

    // Into a file of its own first: what is there stays whole until the new one is.
    private async Task DownloadFileAsync(string sandbox, Place from, FileEntry entry, Place to, CancellationToken cancellationToken)
    {
        if (to.IsFolder && !Directory.Exists(to.Path))
            throw new WarrenException(ErrorCode.NotFound, $"There is no folder {to.Path}.");
        var target = Path.GetFullPath(Directory.Exists(to.Path) ? Path.Combine(to.Path, from.Name) : to.Path);
        if (!Directory.Exists(Path.GetDirectoryName(target)))
            throw new WarrenException(ErrorCode.NotFound, $"There is no folder {Path.GetDirectoryName(target)}.");
        var part = $"{target}.{Path.GetRandomFileName()}";
        using var source = await files.ReadAsync(sandbox, from.Path, range: null, user: null, cancellationToken);
        var length = source.Length;
        try
        {
            using var meter = new Meter(length);
            await using (var content = new MeteredStream(source.Content, meter))
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
                await content.CopyToAsync(file, Piece, cancellationToken);
            if (length is { } said && meter.Bytes != said)
                throw new WarrenException(ErrorCode.SandboxFailed, $"{meter.Bytes} bytes of {said} arrived.");
            File.SetUnixFileMode(part, (UnixFileMode)(Convert.ToInt32(entry.Mode, 8) & 0x1ff));
            File.Move(part, target, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    private async Task<FileEntry?> FindAsync(string sandbox, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await files.StatAsync(sandbox, path, follow: true, user: null, cancellationToken);
        }
        catch (WarrenException failure) when (failure.Code == ErrorCode.NotFound && !IsOfThePlace(failure))
        {
            return null;
        }
    }

    // Of the file there is none; without the sandbox or session there is nothing to be copied to.
    private static bool IsOfThePlace(WarrenException failure) =>
        failure.Message.StartsWith("There is no sandbox", StringComparison.Ordinal) || failure.Message.StartsWith("There is no session", StringComparison.Ordinal);

    private static void NoticeSkipped(long skipped)
    {
        if (skipped > 0)
            Screen.Notice($"{skipped} {(skipped == 1 ? "entry was" : "entries were")} left out: devices, pipes, sockets, or what would have been put elsewhere.");
    }
}
