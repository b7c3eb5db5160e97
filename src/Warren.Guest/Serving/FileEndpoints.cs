using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Cells;
using Warren.Guest.Files;
using Warren.Guest.Native;
using Warren.Guest.Processes;
using Warren.Guest.Protocol;

namespace Warren.Guest.Serving;

/// <summary>The calls on files. Paths are resolved and opened by threads that have the rights of the user alone.</summary>
internal sealed class FileEndpoints(FileThreads threads, CellTable cells)
{
    /// <summary>Answers one call.</summary>
    public async Task ServeAsync(GuestRequest request, string call)
    {
        var path = ReadPath(request, "path") ?? throw GuestFailure.Invalid("path is missing");
        var user = UserDirectory.Resolve(ReadUser(request));
        try
        {
            await ((request.Method, call) switch
            {
                ("GET", "stat") => AnswerEntryAsync(request, user, path, () => Find(path, request.ReadNumber("follow", 0) != 0)),
                ("GET", "list") => ListAsync(request, user, path),
                ("GET", "content") => ReadAsync(request, user, path),
                ("PUT", "content") => WriteAsync(request, user, path),
                ("POST", "folder") => AnswerEntryAsync(request, user, path, () => MakeFolder(request, path)),
                ("POST", "move") => MoveAsync(request, user, path),
                ("POST", "mode") => AnswerEntryAsync(request, user, path, () => ChangeMode(request, path)),
                ("DELETE", "entry") => RemoveAsync(request, user, path),
                _ => throw new GuestFailure(GuestErrorCode.NotFound, $"no such call: {request.Method} {request.Path}"),
            });
        }
        catch (NativeException failure)
        {
            throw FileErrors.Describe(failure.Errno, path);
        }
    }

    /// <summary>Reads an escaped path.</summary>
    public static byte[] ParsePath(string text, string name) => GuestPath.Unescape(text) is [(byte)'/', ..] path
        ? path
        : throw GuestFailure.Invalid($"{name} must be absolute, of at most {GuestPath.MaxLength} bytes, and without NUL");

    private static byte[]? ReadPath(GuestRequest request, string name) =>
        request.ReadText(name) is { } text ? ParsePath(text, name) : null;

    // The folder that is the root for a call; null for the sandbox's.
    private SafeFileHandle? RootOf(GuestRequest request) => request.ReadText("cell") is { } id ? cells.Get(id).Root : null;

    private static string? ReadUser(GuestRequest request) => request.ReadText("user") is not { } text ? null
        : Encoding.UTF8.GetString(GuestPath.Unescape(text) ?? throw GuestFailure.Invalid("user is malformed"));

    private async Task AnswerEntryAsync(GuestRequest request, UserAccount user, byte[] path, Func<(FileStat Stat, byte[]? Target)> act)
    {
        var entry = await threads.RunAsync(user, RootOf(request), () =>
        {
            var (stat, target) = act();
            return new FileEntries().Describe(path, stat, target);
        });
        await request.AnswerAsync(entry, GuestJson.Default.GuestFileEntry);
    }

    private static (FileStat Stat, byte[]? Target) Find(byte[] path, bool follow)
    {
        using var location = FileLocation.Find(path, follow);
        var stat = location.Require();
        return (stat, stat.IsLink ? FileSystem.ReadLink(location.Folder, location.Name) : null);
    }

    private static (FileStat Stat, byte[]? Target) MakeFolder(GuestRequest request, byte[] path)
    {
        var (mode, parents) = ((int)request.ReadNumber("mode"), request.ReadNumber("parents", 0) != 0);
        using var location = FileLocation.Find(path, follow: parents, createFolders: parents);
        if (location.Found is null)
            location.MakeFolder(mode);
        else if (!parents || !location.Require().IsFolder)
            throw new NativeException("mkdir", Errno.Exists);
        return (location.Look(), null);
    }

    private static (FileStat Stat, byte[]? Target) ChangeMode(GuestRequest request, byte[] path)
    {
        using var location = FileLocation.Find(path, follow: true);
        location.Require();
        location.ChangeMode((int)request.ReadNumber("mode"));
        return (location.Look(), null);
    }

    private async Task ListAsync(GuestRequest request, UserAccount user, byte[] path)
    {
        var depth = (int)Math.Clamp(request.ReadNumber("depth", 1), 1, TreeLister.MaxDepth);
        var limit = (int)Math.Clamp(request.ReadNumber("limit", TreeLister.MaxLimit), 1, TreeLister.MaxLimit);
        var after = request.ReadText("after") is { } text ? GuestPath.Unescape(text) ?? throw GuestFailure.Invalid("after is malformed") : null;
        var page = await threads.RunAsync(user, RootOf(request), () => TreeLister.Read(path, depth, limit, after));
        await request.AnswerAsync(page, GuestJson.Default.GuestFileList);
    }

    private async Task MoveAsync(GuestRequest request, UserAccount user, byte[] path)
    {
        var to = ReadPath(request, "to") ?? throw GuestFailure.Invalid("to is missing");
        var overwrite = request.ReadNumber("overwrite", 0) != 0;
        await AnswerEntryAsync(request, user, to, () =>
        {
            using var from = FileLocation.Find(path, follow: false);
            from.Require();
            try
            {
                using var target = FileLocation.Find(to, follow: false);
                from.MoveTo(target.Folder, target.Name, overwrite);
                return (target.Look(), null);
            }
            catch (NativeException failure)
            {
                throw FileErrors.Describe(failure.Errno, to);
            }
        });
    }

    private async Task RemoveAsync(GuestRequest request, UserAccount user, byte[] path)
    {
        await threads.RunAsync(user, RootOf(request), () =>
        {
            using var location = FileLocation.Find(path, follow: false);
            location.Remove();
            return true;
        });
        request.AnswerEmpty();
    }

    private async Task ReadAsync(GuestRequest request, UserAccount user, byte[] path)
    {
        var (file, entry) = await threads.RunAsync(user, RootOf(request), () => OpenFile(path));
        using var opened = file;
        var head = FileRange.Choose(request, entry);
        var json = JsonSerializer.SerializeToUtf8Bytes(head, GuestJson.Default.GuestFileHead);
        var start = new byte[sizeof(int) + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(start, json.Length);
        json.CopyTo(start, sizeof(int));
        if (head.Length >= FileSender.Least && request.OwnSocket is { } socket)
        {
            await SendAsync(request, () => FileSender.SendAsync(socket, start, file, head.Offset, head.Length, request.Aborted));
            return;
        }
        request.AnnounceLength(start.Length + head.Length);
        request.Answer.Write(start);
        for (var (offset, left) = (head.Offset, head.Length); left > 0;)
        {
            var count = FileSystem.Read(file, request.Answer.GetMemory(GuestProtocol.MaxChunk)[..(int)Math.Min(left, GuestProtocol.MaxChunk)], offset);
            if (count == 0)
            {
                request.Abort(); // It became shorter: what was announced does not come.
                return;
            }
            request.Answer.Advance(count);
            (offset, left) = (offset + count, left - count);
            var sent = request.Answer.FlushAsync(request.Aborted);
            var isAtOnce = sent.IsCompleted;
            if ((await sent).IsCompleted)
                return;
            if (!isAtOnce)
                await Task.Yield(); // The disk is not waited for on the thread of all connections.
        }
    }

    // Kestrel must send nothing behind the first byte that was sent beside it.
    private static async Task SendAsync(GuestRequest request, Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (Exception failure) when (failure is IOException or NativeException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The end of the connection says that what was announced does not come.
        }
        finally
        {
            request.Abort();
        }
    }

    private static (SafeFileHandle File, GuestFileEntry Entry) OpenFile(byte[] path)
    {
        var file = FileSystem.Open(FileSystem.Nowhere, path, Descriptors.ReadOnly | Descriptors.NonBlocking | Descriptors.NoControllingTerminal);
        try
        {
            var stat = FileStat.Of(file);
            return stat.IsFile ? (file, new FileEntries().Describe(path, stat))
                : throw GuestFailure.Invalid(stat.IsFolder ? "this is a folder, not a file" : "only regular files are read");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private async Task WriteAsync(GuestRequest request, UserAccount user, byte[] path)
    {
        var how = new FileWriteRequest(
            path,
            request.ReadText("mode") is null ? null : (int)request.ReadNumber("mode"),
            request.ReadNumber("parents", 0) != 0,
            request.ReadNumber("append", 0) != 0,
            request.ReadNumber("createOnly", 0) != 0,
            request.ReadText("version"));
        var upload = await threads.RunAsync(user, RootOf(request), () => FileUpload.Begin(how, user));
        FileStat stat;
        try
        {
            await CopyAsync(request, user, upload);
            stat = await threads.RunAsync(user, RootOf(request), upload.Commit);
        }
        finally
        {
            await threads.RunAsync(user, RootOf(request), () =>
            {
                upload.Dispose();
                return true;
            });
        }
        await request.AnswerAsync(new FileEntries().Describe(path, stat), GuestJson.Default.GuestFileEntry);
    }

    private async Task CopyAsync(GuestRequest request, UserAccount user, FileUpload upload)
    {
        while (true)
        {
            var reading = request.Body.ReadAtLeastAsync(GuestProtocol.MaxChunk, request.Aborted);
            var isAtOnce = reading.IsCompleted;
            var read = await reading;
            if (!isAtOnce)
                await Task.Yield(); // As above; and the next bytes come in while these are written.
            var data = read.Buffer;
            if (upload.IsInPlace && !data.IsEmpty)
                await threads.RunAsync(user, RootOf(request), () =>
                {
                    upload.Write(data);
                    return true;
                });
            else
                upload.Write(data);
            request.Body.AdvanceTo(data.End);
            if (read.IsCompleted)
                return;
        }
    }
}
