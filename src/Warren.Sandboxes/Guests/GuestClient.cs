using System.Globalization;
using System.Net;
using System.Text.Json;
using Warren.Api;
using Warren.Guest.Protocol;

namespace Warren.Sandboxes.Guests;

/// <summary>
/// Speaks to the guest of one sandbox. Failures are <see cref="WarrenException"/>: InvalidRequest, NotFound,
/// Conflict, TooLarge or TooManyRequests as the guest says, SandboxFailed where it is gone, hangs or lies.
/// </summary>
public sealed class GuestClient : IAsyncDisposable
{
    private readonly GuestTransport _transport;

    /// <summary>The connection, for clients of other parts of the protocol.</summary>
    internal GuestTransport Transport => _transport;

    /// <summary>Connects when it is first needed.</summary>
    /// <param name="connect">Opens a new byte stream to the guest; the client disposes it.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <param name="broken">
    /// Called once, with a reason fit to be shown, when the guest hangs, breaks off or lies; every call under way then
    /// ends with that reason. Never called after the guest was told to end, or after disposal. It must not block.
    /// </param>
    public GuestClient(Func<CancellationToken, ValueTask<Stream>> connect, TimeProvider time, Action<string>? broken = null)
    {
        _transport = new(connect, time, broken);
        Files = new(_transport, connect, time);
    }

    /// <summary>Files of the sandbox.</summary>
    public GuestFiles Files { get; }

    /// <summary>
    /// Lets deadlines stand still. Called before the sandbox is frozen, whose guest then cannot answer.
    /// </summary>
    public void Suspend() => _transport.Health.Suspend();

    /// <summary>Lets deadlines begin anew. Called once the sandbox runs again.</summary>
    public void Resume() => _transport.Health.Resume();

    /// <summary>Asks who the guest is; refuses one that does not speak this generation.</summary>
    public async Task<GuestHello> HelloAsync(CancellationToken cancellationToken)
    {
        var hello = await _transport.CallAsync(HttpMethod.Get, "hello", null, GuestJson.Default.GuestHello, cancellationToken);
        return hello.Generations.Contains(GuestProtocol.Generation) ? hello : throw _transport.Health.Fail(
            $"The sandbox's guest speaks generations {string.Join(", ", hello.Generations)} of its protocol, not {GuestProtocol.Generation}.");
    }

    /// <summary>Starts a program in the foreground and attaches to it, in one round trip. A guest that does not end it at its time-out hangs.</summary>
    public Task<GuestExec> RunAsync(GuestExecRequest request, CancellationToken cancellationToken)
    {
        RequireId(request.Id);
        // An HTTP/1.1 request is sent whole before its answer is read: what does not fit in the pipes would hang.
        var version = request.Stdin.Length <= GuestProtocol.MaxChunk ? HttpVersion.Version11 : HttpVersion.Version20;
        return OpenAsync(request.Id, HttpMethod.Post, "run", new GuestStartContent(request), version, 0, 0, request.TimeoutSeconds, cancellationToken);
    }

    /// <summary>
    /// Starts a program in the background. Repeating the call with the same id and arguments gives the same exec.
    /// </summary>
    public Task<GuestExecStatus> StartAsync(GuestExecRequest request, CancellationToken cancellationToken)
    {
        RequireId(request.Id);
        return _transport.CallAsync(
            HttpMethod.Post, "execs", new GuestStartContent(request), GuestJson.Default.GuestExecStatus, cancellationToken);
    }

    /// <summary>
    /// Attaches to the output of an exec from two offsets. There is one reader at a time: that of an earlier
    /// one ends with Conflict.
    /// </summary>
    public Task<GuestExec> AttachAsync(string execId, long stdoutOffset, long stderrOffset, CancellationToken cancellationToken) =>
        OpenAsync(
            execId,
            HttpMethod.Get,
            Path(execId, string.Create(CultureInfo.InvariantCulture, $"/output?stdout={stdoutOffset}&stderr={stderrOffset}")),
            null,
            HttpVersion.Version11,
            stdoutOffset,
            stderrOffset,
            null,
            cancellationToken);

    /// <summary>
    /// Writes to standard input, waiting while the program does not read, for as long as the guest is there; then ends
    /// it where <paramref name="end"/>: a pipe is closed, a terminal gets its end-of-file character and stays open.
    /// A program that closed its input is no error.
    /// </summary>
    public Task WriteStdinAsync(string execId, ReadOnlyMemory<byte> data, bool end, CancellationToken cancellationToken) =>
        _transport.CallAsync(
            HttpMethod.Post, Path(execId, end ? "/stdin?end=1" : "/stdin"), new ReadOnlyMemoryContent(data), cancellationToken, isUnbounded: true);

    /// <summary>Sends a signal to every process of the exec; SIGKILL returns once none is left.</summary>
    public Task SignalAsync(string execId, int signal, CancellationToken cancellationToken) => _transport.CallAsync(
        HttpMethod.Post,
        Path(execId, string.Create(CultureInfo.InvariantCulture, $"/signal?number={signal}")),
        null,
        cancellationToken);

    /// <summary>Changes the size of a terminal; the programs in its foreground are told.</summary>
    public Task ResizeAsync(string execId, int columns, int rows, CancellationToken cancellationToken) => _transport.CallAsync(
        HttpMethod.Post,
        Path(execId, string.Create(CultureInfo.InvariantCulture, $"/resize?columns={columns}&rows={rows}")),
        null,
        cancellationToken);

    /// <summary>Every exec that the guest knows.</summary>
    public Task<IReadOnlyList<GuestExecStatus>> ListAsync(CancellationToken cancellationToken) =>
        _transport.CallAsync(HttpMethod.Get, "execs", null, GuestJson.Default.IReadOnlyListGuestExecStatus, cancellationToken);

    /// <summary>What the guest knows of one exec.</summary>
    public Task<GuestExecStatus> GetAsync(string execId, CancellationToken cancellationToken) =>
        _transport.CallAsync(HttpMethod.Get, Path(execId), null, GuestJson.Default.GuestExecStatus, cancellationToken);

    /// <summary>Kills the exec's tree where it runs, and drops its output.</summary>
    public Task ForgetAsync(string execId, CancellationToken cancellationToken) =>
        _transport.CallAsync(HttpMethod.Delete, Path(execId), null, cancellationToken);

    /// <summary>Drops ended execs and their output. What still runs, or is not known, is left alone.</summary>
    public async Task ForgetAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
            RequireId(id);
        foreach (var some in ids.Chunk(GuestProtocol.MaxForgotten))
            await _transport.CallAsync(
                HttpMethod.Post,
                "execs/forget",
                new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(some, GuestJson.Default.IReadOnlyListString)),
                cancellationToken);
    }

    /// <summary>Makes a cell in which nothing runs yet. TooManyRequests and Conflict as the guest says.</summary>
    public Task OpenCellAsync(GuestCellRequest request, CancellationToken cancellationToken) => _transport.CallAsync(
        HttpMethod.Post,
        "cells",
        new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, GuestJson.Default.GuestCellRequest)),
        cancellationToken);

    /// <summary>Kills all that is in a cell and removes it; returns when nothing of it is left.</summary>
    public Task RemoveCellAsync(string id, CancellationToken cancellationToken)
    {
        RequireId(id);
        return _transport.CallAsync(HttpMethod.Delete, $"cells/{id}", null, cancellationToken);
    }

    /// <summary>Begins a lease for cells, which last as long as the returned object, the connection, and this process.</summary>
    public async Task<GuestLease> LeaseCellsAsync(string id, CancellationToken cancellationToken)
    {
        RequireId(id);
        return new(id, await _transport.OpenAsync(HttpMethod.Get, $"cells/lease/{id}", null, HttpVersion.Version20, cancellationToken), _transport.Health.Ended);
    }

    /// <summary>
    /// Connects to a TCP port on the sandbox's loopback. NotFound where nothing listens there, TooManyRequests above
    /// <see cref="GuestProtocol.MaxPortConnections"/> connections.
    /// </summary>
    public Task<GuestPortStream> OpenPortAsync(int port, CancellationToken cancellationToken) => port is >= 1 and <= 65535
        ? _transport.OpenPortAsync(port, cancellationToken)
        : throw new WarrenException(ErrorCode.InvalidRequest, "A port is a number from 1 to 65535.");

    /// <summary>The sandbox's load as the guest sees it.</summary>
    public Task<GuestStatistics> StatisticsAsync(CancellationToken cancellationToken) =>
        _transport.CallAsync(HttpMethod.Get, "statistics", null, GuestJson.Default.GuestStatistics, cancellationToken);

    /// <summary>Asks the guest to end: programs get SIGTERM and two seconds.</summary>
    public Task ShutdownAsync(CancellationToken cancellationToken)
    {
        _transport.Health.ExpectEnd();
        return _transport.CallAsync(HttpMethod.Post, "shutdown", null, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _transport.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<GuestExec> OpenAsync(
        string id, HttpMethod method, string path, HttpContent? content, Version version, long stdoutOffset, long stderrOffset, double? limit,
        CancellationToken cancellationToken)
    {
        var response = await _transport.OpenAsync(method, path, content, version, cancellationToken);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return new(id, response, body, stdoutOffset, stderrOffset, limit, _transport.Health);
    }

    private static string Path(string execId, string suffix = "")
    {
        RequireId(execId);
        return $"execs/{execId}{suffix}";
    }

    private static void RequireId(string id)
    {
        if (!GuestProtocol.IsExecId(id))
            throw new WarrenException(ErrorCode.InvalidRequest, $"An exec id has 1 to {GuestProtocol.MaxIdLength} letters, digits, - and _.");
    }
}
