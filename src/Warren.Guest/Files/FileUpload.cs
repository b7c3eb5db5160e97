using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Native;
using Warren.Guest.Processes;
using Warren.Guest.Protocol;

namespace Warren.Guest.Files;

/// <summary>
/// A file that is being written. It is a new file beside the old one, whose name it takes in the end; only where it is
/// added to, or the user may not put a file of that owner into the folder, the old one is written itself. All but
/// <see cref="Write"/> to a new file is called on a thread that has the user's rights.
/// </summary>
internal sealed unsafe class FileUpload : IDisposable
{
    private const int DefaultMode = 0b110_100_100;
    private const int MaxPieces = 256;
    private const string AnyVersion = "*";

    private readonly FileWriteRequest _request;
    private readonly FileLocation _location;
    private readonly MemoryHandle[] _pins = new MemoryHandle[MaxPieces];
    private SafeFileHandle _file;
    private byte[]? _temporary;

    private FileUpload(FileWriteRequest request, FileLocation location) =>
        (_request, _location, _file) = (request, location, FileSystem.Nowhere);

    /// <summary>Whether the old file itself is written: with the user's rights, as its set-user-id bit must fall.</summary>
    public bool IsInPlace => _temporary is null;

    /// <summary>Checks everything and makes the new file.</summary>
    public static FileUpload Begin(FileWriteRequest request, UserAccount user)
    {
        var location = FileLocation.Find(request.Path, follow: !request.CreateOnly, request.Parents);
        var upload = new FileUpload(request, location);
        try
        {
            upload.Check();
            upload.OpenFile(user);
            return upload;
        }
        catch
        {
            upload.Dispose();
            throw;
        }
    }

    /// <summary>Writes bytes behind those before.</summary>
    public void Write(ReadOnlySequence<byte> data)
    {
        var pieces = stackalloc nint[2 * MaxPieces];
        while (!data.IsEmpty)
        {
            var count = 0;
            foreach (var piece in data)
            {
                if (count == MaxPieces)
                    break;
                _pins[count] = piece.Pin();
                pieces[2 * count] = (nint)_pins[count].Pointer;
                pieces[(2 * count) + 1] = piece.Length;
                count++;
            }
            var written = Libc.writev(FileSystem.Number(_file), pieces, count);
            var errno = Marshal.GetLastPInvokeError();
            for (var i = 0; i < count; i++)
                _pins[i].Dispose();
            if (written < 0 && errno != Errno.Interrupted)
                throw new NativeException("write", errno);
            data = data.Slice(Math.Max(written, 0));
        }
    }

    /// <summary>Gives the new file its name; tells what the file is now.</summary>
    public FileStat Commit()
    {
        if (_temporary is null)
        {
            if (!_request.Append && Libc.ftruncate(FileSystem.Number(_file), Libc.lseek(FileSystem.Number(_file), 0, 1)) != 0)
                throw new NativeException("ftruncate", Marshal.GetLastPInvokeError());
            return FileStat.Of(_file);
        }
        if (Libc.fchmod(FileSystem.Number(_file), _request.Mode ?? _location.Found?.Permissions ?? DefaultMode) != 0)
            throw new NativeException("chmod", Marshal.GetLastPInvokeError());
        if (_request.ModifiedNs is { } modified)
            NewEntry.SetTime(_file, ""u8, modified);
        if (_request.Version is not null)
            CheckVersion(FileStat.Find(_location.Folder, _location.Name));
        Rename(_temporary);
        _temporary = null;
        return FileStat.Of(_file);
    }

    /// <summary>Removes the new file if it did not get its name.</summary>
    public void Dispose()
    {
        if (_temporary is { } name)
            RemoveNew(name);
        if (_file != FileSystem.Nowhere)
            _file.Dispose();
        _location.Dispose();
    }

    private void Check()
    {
        if (_location.Found is not null && _request.CreateOnly)
            throw new NativeException("open", Errno.Exists);
        if (_location.Found is { IsFile: false } other)
            throw GuestFailure.Invalid(other.IsFolder ? "this is a folder, not a file" : "only regular files are written");
        if (_request.Version is not null)
            CheckVersion(_location.Found);
    }

    private void CheckVersion(FileStat? found)
    {
        if (found is not { } stat || (_request.Version != AnyVersion && new FileEntries().Describe(_request.Path, stat).Version != _request.Version))
            throw new GuestFailure(GuestErrorCode.PreconditionFailed, $"the file was changed meanwhile: {FileErrors.Show(_request.Path)}");
    }

    private void OpenFile(UserAccount user)
    {
        var flags = Descriptors.WriteOnly | Descriptors.NonBlocking | Descriptors.NoControllingTerminal | Descriptors.NoFollow;
        SafeFileHandle? old = null;
        // A running program cannot be written, but replaced.
        if (_location.Found is not null)
            old = TryOpen(flags | (_request.Append ? Descriptors.Append : 0), _request.Append ? 0 : Errno.TextBusy);
        if (old is not null && !FileStat.Of(old).IsFile)
        {
            old.Dispose();
            throw GuestFailure.Invalid("only regular files are written");
        }
        if ((!_request.Append || _location.Found is null) && TryMakeNew(user, canFallBack: old is not null))
            old?.Dispose();
        else
            _file = old ?? throw new NativeException("open", Errno.Access);
        if (_request.Append && _temporary is null && Libc.lseek(FileSystem.Number(_file), 0, 2) < 0)
            throw new NativeException("lseek", Marshal.GetLastPInvokeError());
    }

    private SafeFileHandle? TryOpen(int flags, int tolerated)
    {
        try
        {
            return FileSystem.Open(_location.Folder, _location.Name, flags);
        }
        catch (NativeException failure) when (failure.Errno == tolerated)
        {
            return null;
        }
    }

    private bool TryMakeNew(UserAccount user, bool canFallBack)
    {
        if (_location.Found is { } old && old.Uid != user.Uid)
            return canFallBack ? false : throw new NativeException("open", Errno.TextBusy);
        var name = Encoding.ASCII.GetBytes($"{TemporaryPrefix}{Random.Shared.NextInt64():x16}");
        try
        {
            _file = FileSystem.Open(
                _location.Folder, name, Descriptors.WriteOnly | Descriptors.Create | Descriptors.Exclusive | Descriptors.NoFollow, 0b110_000_000);
        }
        catch (NativeException failure) when (canFallBack && failure.Errno is Errno.Access or Errno.NotPermitted or Errno.ReadOnly)
        {
            return false;
        }
        _temporary = name;
        if (_location.Found is { } found && found.Gid != FileStat.Of(_file).Gid && Libc.fchown(FileSystem.Number(_file), -1, found.Gid) != 0 && canFallBack)
        {
            RemoveNew(name);
            _file.Dispose();
            _file = FileSystem.Nowhere;
            _temporary = null;
            return false;
        }
        return true;
    }

    private void Rename(byte[] temporary)
    {
        uint noReplace = _request.CreateOnly ? 1u : 0;
        byte* from = stackalloc byte[GuestPath.MaxLength + 1], to = stackalloc byte[GuestPath.MaxLength + 1];
        FileSystem.Terminate(temporary, from);
        FileSystem.Terminate(_location.Name, to);
        var folder = FileSystem.Number(_location.Folder);
        if (Libc.renameat2(folder, from, folder, to, noReplace) != 0)
            throw new NativeException("rename", Marshal.GetLastPInvokeError());
    }

    // It may be gone, or not ours to remove any more: user code works in the same folder.
    private void RemoveNew(byte[] name)
    {
        var path = stackalloc byte[GuestPath.MaxLength + 1];
        FileSystem.Terminate(name, path);
        _ = Libc.unlinkat(FileSystem.Number(_location.Folder), path, 0);
    }

    /// <summary>How the names of unfinished files begin.</summary>
    public const string TemporaryPrefix = ".warren-upload-";
}
