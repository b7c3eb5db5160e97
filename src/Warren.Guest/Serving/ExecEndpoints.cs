using System.Buffers;
using System.IO.Pipelines;
using Warren.Guest.Execs;
using Warren.Guest.Protocol;

namespace Warren.Guest.Serving;

/// <summary>The calls on execs.</summary>
internal sealed class ExecEndpoints(ExecTable execs, CellEndpoints cells)
{
    /// <summary>Starts in the foreground and streams; all in one answer.</summary>
    public async Task RunAsync(GuestRequest request)
    {
        var start = await StartMessage.ReadAsync(request.Body, request.Aborted);
        await cells.PrepareAsync(start, request.Body, request.Aborted);
        var exec = await execs.StartAsync(start, background: false);
        using var feeding = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted);
        var feed = start.HasStdin ? FeedAsync(exec, request.Body, EndsInput(start), feeding.Token) : Task.CompletedTask;
        try
        {
            await StreamAsync(request, exec, 0, 0);
        }
        finally
        {
            await feeding.CancelAsync();
            await feed;
        }
    }

    /// <summary>Starts in the background; its first input is taken in whole.</summary>
    public async Task StartAsync(GuestRequest request)
    {
        var start = await StartMessage.ReadAsync(request.Body, request.Aborted);
        var input = start.HasStdin ? await ReadInputAsync(request.Body, request.Aborted) : null;
        if (execs.Find(start.Id) is { Background: true } known && known.WasStartedWith(start.Arguments))
        {
            await AnswerStatusAsync(request, known);
            return;
        }
        var exec = await execs.StartAsync(start, background: true);
        if (input is not null)
            exec.Feed(input, EndsInput(start));
        await AnswerStatusAsync(request, exec);
    }

    public Task AttachAsync(GuestRequest request, string id) =>
        StreamAsync(request, execs.Get(id), request.ReadNumber("stdout"), request.ReadNumber("stderr"));

    public Task ListAsync(GuestRequest request) => request.AnswerAsync(
        [.. execs.List().Select(exec => exec.ReadStatus())], GuestJson.Default.IReadOnlyListGuestExecStatus);

    public Task GetAsync(GuestRequest request, string id) => AnswerStatusAsync(request, execs.Get(id));

    public async Task WriteStdinAsync(GuestRequest request, string id)
    {
        var exec = execs.Get(id);
        if (exec.Stdin is null)
            throw new GuestFailure(GuestErrorCode.Conflict, "its standard input was not opened");
        await FeedAsync(exec, request.Body, request.ReadNumber("end", 0) != 0, request.Aborted);
        request.AnswerEmpty();
    }

    public async Task SignalAsync(GuestRequest request, string id)
    {
        await Task.Yield(); // A kill takes its time.
        var signal = request.ReadNumber("number");
        if (signal is < 1 or > 64)
            throw GuestFailure.Invalid("a signal has a number from 1 to 64");
        execs.Get(id).Signal((int)signal);
        request.AnswerEmpty();
    }

    public async Task ForgetAsync(GuestRequest request, string id)
    {
        await Task.Yield();
        await execs.ForgetAsync(id);
        request.AnswerEmpty();
    }

    public async Task ForgetEndedAsync(GuestRequest request)
    {
        execs.ForgetEnded(await request.ReadAsync(GuestJson.Default.IReadOnlyListString));
        request.AnswerEmpty();
    }

    public Task ResizeAsync(GuestRequest request, string id)
    {
        var (columns, rows) = (request.ReadNumber("columns"), request.ReadNumber("rows"));
        execs.Get(id).Resize(new() { Columns = (int)Math.Min(columns, int.MaxValue), Rows = (int)Math.Min(rows, int.MaxValue) });
        request.AnswerEmpty();
        return Task.CompletedTask;
    }

    private static bool EndsInput(GuestExecRequest start) => !start.OpenStdin && start.Terminal is null;

    private static Task AnswerStatusAsync(GuestRequest request, Exec exec) =>
        request.AnswerAsync(exec.ReadStatus(), GuestJson.Default.GuestExecStatus);

    private static async Task StreamAsync(GuestRequest request, Exec exec, long stdoutOffset, long stderrOffset)
    {
        using var reader = exec.Attach(stdoutOffset, stderrOffset);
        var frames = new FrameWriter(request.Answer);
        frames.WriteJson(
            GuestFrameKind.Started,
            new GuestStarted { Id = exec.Id, Pid = exec.Pid, StartedAt = exec.StartedAt },
            GuestJson.Default.GuestStarted);
        for (var (isUnsent, pieces) = (true, 0); exec.Read(reader, frames) is not ReadProgress.Ended and var progress;)
        {
            if (progress == ReadProgress.Detached)
            {
                frames.WriteDetached(reader.Detachment);
                await request.CompleteAsync();
                return;
            }
            isUnsent |= progress == ReadProgress.Wrote;
            if (isUnsent && !exec.IsYoung)
            {
                var sent = request.Answer.FlushAsync(request.Aborted);
                var isAtOnce = sent.IsCompleted;
                if ((await sent).IsCompleted)
                    return;
                isUnsent = false;
                // The thread that told of news, or of room to send, has others to see to.
                if (!isAtOnce || ++pieces == 2)
                    await Task.Yield();
            }
            else if (progress == ReadProgress.Nothing)
            {
                await reader.WaitAsync(request.Aborted);
                pieces = 0;
            }
        }
        frames.WriteJson(GuestFrameKind.Exit, exec.ReadExit(), GuestJson.Default.GuestExit);
        await request.CompleteAsync();
    }

    private static async Task FeedAsync(Exec exec, PipeReader body, bool end, CancellationToken cancellationToken)
    {
        try
        {
            for (var isOpen = true; ;)
            {
                var read = await body.ReadAsync(cancellationToken);
                foreach (var piece in read.Buffer)
                    isOpen = isOpen && await exec.Stdin!.WriteAsync(piece, cancellationToken);
                body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }
            if (end)
                await exec.Stdin!.EndAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The exec ended, or the client went away: what it sent of the input was written.
        }
    }

    private static async Task<byte[]> ReadInputAsync(PipeReader body, CancellationToken cancellationToken)
    {
        var read = await body.ReadAtLeastAsync(GuestProtocol.MaxInlineStdin + 1, cancellationToken);
        if (read.Buffer.Length > GuestProtocol.MaxInlineStdin)
            throw new GuestFailure(
                GuestErrorCode.TooLarge,
                $"a background exec starts with at most {GuestProtocol.MaxInlineStdin} bytes of input; send the rest later");
        var input = read.Buffer.ToArray();
        body.AdvanceTo(read.Buffer.End);
        return input;
    }
}
