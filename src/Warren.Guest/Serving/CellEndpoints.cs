using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Warren.Guest.Cells;
using Warren.Guest.Execs;
using Warren.Guest.Files;
using Warren.Guest.Native;
using Warren.Guest.Processes;
using Warren.Guest.Protocol;

namespace Warren.Guest.Serving;

/// <summary>The calls on cells.</summary>
internal sealed class CellEndpoints(CellTable cells, ExecTable execs, FileThreads threads)
{
    /// <summary>All cells.</summary>
    public CellTable Cells => cells;

    /// <summary>Holds a lease: its answer begins at once and does not end.</summary>
    public async Task LeaseAsync(GuestRequest request, string id)
    {
        cells.Begin(id);
        try
        {
            await request.Answer.FlushAsync(request.Aborted);
            await Task.Delay(Timeout.Infinite, request.Aborted);
        }
        finally
        {
            await Task.Yield();
            await cells.EndAsync(id, execs);
        }
    }

    /// <summary>Makes a cell in which nothing runs.</summary>
    public async Task OpenAsync(GuestRequest request)
    {
        var asked = await request.ReadAsync(GuestJson.Default.GuestCellRequest);
        if (asked.Files.Count > 0)
            throw GuestFailure.Invalid("files come with the start of a program, or are written one by one");
        await cells.OpenAsync(asked, request.Aborted);
        request.AnswerEmpty();
    }

    /// <summary>Makes the cell of a program that is about to be started in it, with its files, whose bytes come next in the body.</summary>
    public async Task PrepareAsync(GuestExecRequest start, PipeReader body, CancellationToken cancellationToken)
    {
        if (start.NewCell is not { } asked)
            return;
        if (start.Cell != asked.Id)
            throw GuestFailure.Invalid("the program is to run in the new cell");
        var total = Measure(asked.Files);
        var read = await body.ReadAtLeastAsync((int)total, cancellationToken);
        if (read.Buffer.Length < total)
            throw GuestFailure.Invalid("the files are cut short");
        var cell = await cells.OpenAsync(asked, cancellationToken);
        try
        {
            if (asked.Files.Count > 0)
                await WriteAsync(cell, asked.Files, read.Buffer, UserDirectory.Resolve(start.User));
        }
        catch (Exception)
        {
            await cells.RemoveAsync(cell.Id, execs);
            throw;
        }
        body.AdvanceTo(read.Buffer.GetPosition(total));
    }

    /// <summary>Removes a cell.</summary>
    public async Task RemoveAsync(GuestRequest request, string id)
    {
        await cells.RemoveAsync(id, execs);
        request.AnswerEmpty();
    }

    private static long Measure(IReadOnlyList<GuestCellFile> files)
    {
        long total = 0;
        foreach (var file in files)
            total += file.Length is >= 0 and <= GuestProtocol.MaxCellFileBytes ? file.Length : throw TooLarge();
        return total <= GuestProtocol.MaxCellFileBytes && files.Count <= GuestProtocol.MaxCellFiles ? total : throw TooLarge();
    }

    private static GuestFailure TooLarge() => new(GuestErrorCode.TooLarge,
        $"at most {GuestProtocol.MaxCellFiles} files with {GuestProtocol.MaxCellFileBytes} bytes together come with the start of a program");

    private Task<bool> WriteAsync(Cell cell, IReadOnlyList<GuestCellFile> files, ReadOnlySequence<byte> content, UserAccount user) =>
        threads.RunAsync(user, cell.Root, () =>
        {
            foreach (var file in files)
            {
                var path = FileEndpoints.ParsePath(file.Path, "the path of a file");
                try
                {
                    using var upload = FileUpload.Begin(new(path, file.Mode, Parents: true, Append: false, CreateOnly: false, Version: null, file.ModifiedNs), user);
                    upload.Write(content.Slice(0, file.Length));
                    upload.Commit();
                }
                catch (NativeException failure)
                {
                    throw FileErrors.Describe(failure.Errno, path);
                }
                content = content.Slice(file.Length);
            }
            return true;
        });
}
