using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using Warren.Api;
using Warren.Api.Tools;
using Warren.Server.Http;
using Warren.Server.Sandboxes;
using Warren.Tools.Artifacts;
using Warren.Tools.Runs;

namespace Warren.Server.Tools;

/// <summary>
/// Sends what happens to a run as server-sent events. Output is read from the artifacts, at the pace of who reads the stream:
/// a slow one holds up neither the run nor what is kept of it.
/// </summary>
internal sealed class ToolStream
{
    private const int PieceLength = 64 * 1024;
    private readonly EventWriter _events;
    private readonly OutputEncoder[] _encoders = [new("stdout"), new("stderr")];
    private readonly long[] _sent = new long[2];
    private readonly long[] _ends = new long[2];
    private readonly Channel<ToolEvent> _changes = Channel.CreateUnbounded<ToolEvent>(new() { SingleReader = true });
    private readonly byte[] _piece = new byte[PieceLength];

    private ToolStream(EventWriter events) => _events = events;

    /// <summary>Runs a tool, and sends every event until the last.</summary>
    public static Task SendAsync(HttpContext context, Problems problems, ToolRuns runs, ToolCall call, ToolResults results) =>
        EventWriter.RunAsync(context, problems, async events =>
        {
            var stream = new ToolStream(events);
            var outcome = await stream.FollowAsync(stream.ExecuteAsync(runs, call, context.RequestAborted), runs);
            await events.WriteAsync("result", results.Describe(context, outcome), WarrenJson.Wire.ToolResult);
        });

    private async Task<ToolOutcome> ExecuteAsync(ToolRuns runs, ToolCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await runs.ExecuteAsync(call, Note, cancellationToken);
        }
        finally
        {
            _changes.Writer.Complete();
        }
    }

    // Of output it is only noted how much there is: one event that waits stands for all that comes meanwhile.
    private void Note(ToolEvent happened)
    {
        if (happened is not ToolEvent.Output output)
            _changes.Writer.TryWrite(happened);
        else if (Interlocked.Exchange(ref _ends[output.IsError ? 1 : 0], output.End) <= Interlocked.Read(ref _sent[output.IsError ? 1 : 0]))
            _changes.Writer.TryWrite(happened);
    }

    private async Task<ToolOutcome> FollowAsync(Task<ToolOutcome> running, ToolRuns runs)
    {
        RunFolder? folder = null;
        await foreach (var happened in _changes.Reader.ReadAllAsync())
        {
            switch (happened)
            {
                case ToolEvent.Queued queued:
                    folder = runs.FolderOf(queued.Id);
                    _events.Write("queued", new ToolRunStarted { Id = queued.Id }, WarrenJson.Wire.ToolRunStarted);
                    break;
                case ToolEvent.Started started:
                    _events.Write("started", new ToolRunStarted { Id = started.Id }, WarrenJson.Wire.ToolRunStarted);
                    break;
                case ToolEvent.Output output:
                    await SendOutputAsync(folder!, output.IsError);
                    break;
            }
            await _events.FlushAsync();
        }
        if (folder is not null)
        {
            await SendOutputAsync(folder, isError: false);
            await SendOutputAsync(folder, isError: true);
        }
        foreach (var encoder in _encoders)
            encoder.Finish(_events);
        return await running;
    }

    private async Task SendOutputAsync(RunFolder folder, bool isError)
    {
        var stream = isError ? 1 : 0;
        if (_sent[stream] >= Interlocked.Read(ref _ends[stream]))
            return;
        using var file = File.OpenHandle(folder.Stream(isError));
        while (_sent[stream] < Interlocked.Read(ref _ends[stream]) && Read(file, stream) is > 0 and var length)
        {
            _encoders[stream].Write(_events, _sent[stream], _piece.AsSpan(0, length));
            Interlocked.Add(ref _sent[stream], length);
            await _events.FlushAsync();
        }
    }

    private int Read(SafeFileHandle file, int stream) =>
        RandomAccess.Read(file, _piece.AsSpan(0, (int)Math.Min(PieceLength, Interlocked.Read(ref _ends[stream]) - _sent[stream])), _sent[stream]);
}
