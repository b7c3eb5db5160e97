using System.Text;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Files;

/// <summary>Says what an error number means for a path.</summary>
internal static class FileErrors
{
    private const int MaxShown = 512;

    /// <summary>The failure that the server is told.</summary>
    public static GuestFailure Describe(int errno, ReadOnlySpan<byte> path)
    {
        var shown = Show(path);
        return errno switch
        {
            Errno.NoEntry => new(GuestErrorCode.NotFound, $"no such file or folder: {shown}"),
            Errno.Access or Errno.NotPermitted => new(GuestErrorCode.Forbidden, $"permission denied: {shown}"),
            Errno.ReadOnly => new(GuestErrorCode.Forbidden, $"read-only: {shown}"),
            Errno.NotFolder => GuestFailure.Invalid($"not a folder, or a part of the path is none: {shown}"),
            Errno.IsFolder => GuestFailure.Invalid($"is a folder: {shown}"),
            Errno.Loop => GuestFailure.Invalid($"too many links, or a link of the kernel's, on the path: {shown}"),
            Errno.NameTooLong => GuestFailure.Invalid($"the path or a name in it is too long: {shown}"),
            Errno.NoDevice => GuestFailure.Invalid($"not a regular file: {shown}"),
            Errno.Invalid => GuestFailure.Invalid($"this cannot be done with the path: {shown}"),
            Errno.Exists => new(GuestErrorCode.Conflict, $"exists already: {shown}"),
            Errno.NotEmpty => new(GuestErrorCode.Conflict, $"the folder is not empty: {shown}"),
            Errno.Busy or Errno.TextBusy or Errno.Again => new(GuestErrorCode.Conflict, $"in use: {shown}"),
            Errno.NoSpace or Errno.Quota => new(GuestErrorCode.DiskFull, $"the sandbox's disk is full: {shown}"),
            Errno.FileTooBig => new(GuestErrorCode.TooLarge, $"larger than its file system takes: {shown}"),
            Errno.CrossDevice => new(GuestErrorCode.CrossDevice, $"on another file system: {shown}"),
            Errno.TooManyFiles or Errno.TooManyInSystem or Errno.NoMemory =>
                new(GuestErrorCode.TooManyRequests, "too many files are open in the sandbox, or its memory is used up"),
            _ => new(GuestErrorCode.Failed, $"error {errno}: {shown}"),
        };
    }

    /// <summary>A path for people.</summary>
    public static string Show(ReadOnlySpan<byte> path)
    {
        var text = Encoding.UTF8.GetString(path);
        return text.Length <= MaxShown ? text : text[..MaxShown] + "...";
    }
}
