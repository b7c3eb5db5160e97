using System.Buffers;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Files;
using Warren.Guest.Native;
using Warren.Guest.Processes;
using Warren.Guest.Protocol;

namespace Warren.Guest.Programs;

/// <summary>Replaces a text in files. A file that was changed since it was read, or is no UTF-8, is left as it is.</summary>
internal sealed class ReplaceProgram(GuestSearchRequest request, TextFiles files)
{
    private const int MaxFile = 16 * 1024 * 1024;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private static readonly UserAccount Self = new("", Libc.geteuid(), Libc.getegid(), "/");

    private readonly TextPattern _pattern = new(request);
    private int _changed;
    private long _replaced;

    public static int Run(GuestSearchRequest request)
    {
        using var files = new TextFiles(request);
        var replace = new ReplaceProgram(request, files);
        files.ForEach(replace.Visit, () => false);
        files.Write(new() { Replacements = replace._replaced, FilesSearched = files.Searched, FilesSkipped = files.Skipped });
        return 0;
    }

    private bool Visit(byte[] path, SafeFileHandle file)
    {
        var stat = FileStat.Of(file);
        if (stat.Size > MaxFile || TryRead(file, (int)stat.Size) is not { } text)
            return false;
        var (changed, count) = _pattern.Replace(text);
        if (count == 0)
            return true;
        if (!request.DryRun)
            Write(path, stat, changed);
        _replaced += count;
        if (_changed++ < request.MaxResults)
            files.Write(new() { Path = Encoding.UTF8.GetString(path), Replacements = count });
        return true;
    }

    private static string? TryRead(SafeFileHandle file, int size)
    {
        var bytes = new byte[size];
        var length = 0;
        for (int count; length < size && (count = NewEntry.Read(file, bytes.AsSpan(length), length)) > 0;)
            length += count;
        if (bytes.AsSpan(0, length).Contains((byte)0))
            return null;
        try
        {
            return Strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static void Write(byte[] path, FileStat stat, string text)
    {
        var version = new GuestFileEntry
        {
            Path = "", Mode = stat.Mode, Size = stat.Size, Uid = stat.Uid, Gid = stat.Gid, ModifiedNs = stat.ModifiedNs, Inode = stat.Inode,
        }.Version;
        using var upload = FileUpload.Begin(new(path, null, Parents: false, Append: false, CreateOnly: false, version), Self);
        upload.Write(new ReadOnlySequence<byte>(Strict.GetBytes(text)));
        upload.Commit();
    }
}
