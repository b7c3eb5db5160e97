using System.Runtime.CompilerServices;
using Warren.Api;
using Warren.Api.Tools;

namespace Warren.Client;

/// <summary>
/// What happens in one run of a tool. Where the server goes away under it, the run goes on, and the next server takes it over: then its end
/// is waited for, and what of its output was not read yet is read from its artifacts.
/// </summary>
internal sealed class ToolRunStream(WarrenClient client)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private readonly long[] _read = new long[2];
    private string? _run;

    /// <summary>Asks for the run, and reads to its end.</summary>
    public async IAsyncEnumerable<ToolMessage> ReadAsync(string path, HttpContent? content, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        WarrenException brokenOff;
        await using var messages = ReadOnceAsync(path, content, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await messages.MoveNextAsync())
                    yield break;
            }
            catch (WarrenException failure) when (_run is not null && failure is { Code: ErrorCode.EngineUnavailable, Reported: null })
            {
                brokenOff = failure;
                break;
            }
            Note(messages.Current);
            yield return messages.Current;
        }
        await foreach (var message in FinishAsync(_run!, brokenOff, cancellationToken))
            yield return message;
    }

    private async IAsyncEnumerable<ToolMessage> ReadOnceAsync(string path, HttpContent? content, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await client.OpenAsync(HttpMethod.Post, path, content, EventStream.MediaType, cancellationToken);
        using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var message in EventStream.ReadAsync(body, ToolMessage.Parse, cancellationToken))
        {
            yield return message;
            if (message is ToolMessage.Finished)
                yield break;
        }
        throw Reconnector.BrokenOff();
    }

    private void Note(ToolMessage message)
    {
        if (message is ToolMessage.Queued queued)
            _run = queued.Id;
        else if (message is ToolMessage.Output output)
            _read[output.IsError ? 1 : 0] = output.Offset + output.Bytes.Length;
    }

    private async IAsyncEnumerable<ToolMessage> FinishAsync(string id, WarrenException brokenOff, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var run = await WaitAsync(id, brokenOff, cancellationToken);
        await foreach (var artifact in client.Tools.Artifacts.ListAsync(id, cancellationToken))
        {
            if (artifact is not { Kind: ToolArtifactKind.Output, Name: "stdout" or "stderr" })
                continue;
            var isError = artifact.Name == "stderr";
            await foreach (var piece in client.Tools.Artifacts.ReadAsync(run.SessionId, id, artifact, _read[isError ? 1 : 0], cancellationToken))
            {
                yield return new ToolMessage.Output(isError, _read[isError ? 1 : 0], piece);
                _read[isError ? 1 : 0] += piece.Length;
            }
        }
        yield return new ToolMessage.Finished(await client.Tools.GetResultAsync(id, cancellationToken));
    }

    private async Task<ToolRun> WaitAsync(string id, WarrenException brokenOff, CancellationToken cancellationToken)
    {
        var reconnector = new Reconnector(client, hasAnswered: true);
        await reconnector.WaitAsync(brokenOff, cancellationToken);
        while (true)
        {
            var run = await reconnector.RetryAsync(() => client.Tools.GetRunAsync(id, cancellationToken), cancellationToken);
            if (run.State == ToolRunState.Finished)
                return run;
            if (run.State is ToolRunState.Failed or ToolRunState.Cancelled)
                throw new WarrenException(ErrorCode.SandboxFailed, $"The run {id} came to no end: {run.Reason}", brokenOff);
            await Task.Delay(Look, client.Reconnects.Clock, cancellationToken);
        }
    }
}
