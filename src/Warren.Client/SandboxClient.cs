using System.Globalization;
using System.Runtime.CompilerServices;
using Warren.Api;
using Warren.Api.Sandboxes;

namespace Warren.Client;

/// <summary>Sandboxes and what runs in them. Wherever an id is taken, a name is too.</summary>
public sealed class SandboxClient
{
    private const string Root = "api/v0/sandboxes";
    private readonly WarrenClient _client;

    internal SandboxClient(WarrenClient client) => _client = client;

    /// <summary>Makes a sandbox; returns when it runs.</summary>
    public Task<SandboxSnapshot> CreateAsync(SandboxSpec spec, CancellationToken cancellationToken) => CreateAsync(spec, null, cancellationToken);

    /// <summary>Makes a sandbox, or gives the one that was made for the same key before.</summary>
    public async Task<SandboxSnapshot> CreateAsync(SandboxSpec spec, string? idempotencyKey, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_client.Server, Root))
        {
            Content = WarrenClient.Json(spec, WarrenJson.Wire.SandboxSpec),
        };
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await _client.SendAsync(request, WarrenJson.Wire.SandboxSnapshot, cancellationToken);
    }

    /// <summary>Changes limits, lifetime or labels.</summary>
    public Task<SandboxSnapshot> UpdateAsync(string sandbox, SandboxPatch patch, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Patch, Path(sandbox), WarrenClient.Json(patch, WarrenJson.Wire.SandboxPatch), WarrenJson.Wire.SandboxSnapshot, cancellationToken);

    /// <summary>Gives it more time; without a time what its lifetime says.</summary>
    public Task<SandboxSnapshot> RenewAsync(string sandbox, double? timeoutSeconds, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, $"{Path(sandbox)}/renew",
        WarrenClient.Json(new RenewRequest { TimeoutSeconds = timeoutSeconds }, WarrenJson.Wire.RenewRequest), WarrenJson.Wire.SandboxSnapshot, cancellationToken);

    /// <summary>Reads one.</summary>
    public Task<SandboxSnapshot> GetAsync(string sandbox, CancellationToken cancellationToken) =>
        _client.GetAsync(Path(sandbox), WarrenJson.Wire.SandboxSnapshot, cancellationToken);

    /// <summary>Reads all, page by page.</summary>
    /// <param name="labels">Only those that carry every one of these, as <c>key=value</c> or <c>key</c>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<SandboxSnapshot> ListAsync(
        IEnumerable<string> labels, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = $"{Root}?limit=1000{string.Concat(labels.Select(label => "&label=" + Uri.EscapeDataString(label)))}";
        string? cursor = null;
        do
        {
            var page = await _client.GetAsync(
                cursor is null ? query : $"{query}&cursor={Uri.EscapeDataString(cursor)}", WarrenJson.Wire.PageSandboxSnapshot, cancellationToken);
            foreach (var sandbox in page.Items)
                yield return sandbox;
            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>Destroys one.</summary>
    public Task DeleteAsync(string sandbox, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Delete, Path(sandbox), null, cancellationToken);

    /// <summary>Asks for <c>start</c>, <c>stop</c>, <c>pause</c> or <c>resume</c>; returns when it is done.</summary>
    public Task<SandboxSnapshot> ChangeAsync(string sandbox, string action, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Post, $"{Path(sandbox)}/{action}", null, WarrenJson.Wire.SandboxSnapshot, cancellationToken);

    /// <summary>What it uses now.</summary>
    public Task<SandboxStatistics> GetStatisticsAsync(string sandbox, CancellationToken cancellationToken) =>
        _client.GetAsync($"{Path(sandbox)}/statistics", WarrenJson.Wire.SandboxStatistics, cancellationToken);

    /// <summary>Runs a program to its end.</summary>
    public Task<ExecResult> RunAsync(string sandbox, ExecRequest request, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, $"{Path(sandbox)}/exec", WarrenClient.Json(request, WarrenJson.Wire.ExecRequest), WarrenJson.Wire.ExecResult, cancellationToken);

    /// <summary>Starts a program in the background.</summary>
    public Task<ExecStatus> StartAsync(string sandbox, ExecRequest request, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, $"{Path(sandbox)}/exec", WarrenClient.Json(request with { Background = true }, WarrenJson.Wire.ExecRequest), WarrenJson.Wire.ExecStatus, cancellationToken);

    /// <summary>Reads the state of an exec.</summary>
    public Task<ExecStatus> GetExecAsync(string sandbox, string exec, CancellationToken cancellationToken) =>
        _client.GetAsync(ExecPath(sandbox, exec), WarrenJson.Wire.ExecStatus, cancellationToken);

    /// <summary>Kills an exec and forgets its output.</summary>
    public Task DeleteExecAsync(string sandbox, string exec, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Delete, ExecPath(sandbox, exec), null, cancellationToken);

    /// <summary>
    /// Runs a program and gives what it writes as it writes it. To stop reading ends the program. When the server goes
    /// away behind the first message, the stream is taken up again where it was.
    /// </summary>
    public async IAsyncEnumerable<ExecMessage> StreamAsync(
        string sandbox, ExecRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var content = WarrenClient.Json(request with { Stream = true }, WarrenJson.Wire.ExecRequest);
        string? exec = null;
        var resumed = ResumeAsync(
            position => exec is null
                ? ReadAsync(HttpMethod.Post, $"{Path(sandbox)}/exec", content, cancellationToken)
                : AttachOnceAsync(sandbox, exec, position, cancellationToken),
            new ExecPosition(0, 0),
            cancellationToken);
        await foreach (var message in resumed)
        {
            if (message is ExecMessage.Started started)
                exec = started.Id;
            yield return message;
        }
    }

    /// <summary>Follows an exec from the given offsets on, also when the server goes away in the meantime.</summary>
    public IAsyncEnumerable<ExecMessage> AttachAsync(
        string sandbox, string exec, long stdoutOffset, long stderrOffset, CancellationToken cancellationToken) => ResumeAsync(
            position => AttachOnceAsync(sandbox, exec, position, cancellationToken),
            new ExecPosition(stdoutOffset, stderrOffset),
            cancellationToken);

    /// <summary>
    /// Writes to the standard input of an exec. A server that is away is waited for; where the connection breaks off in
    /// the middle, nobody knows how much of the input arrived, and the call fails.
    /// </summary>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="exec">Id of the exec.</param>
    /// <param name="data">What to write.</param>
    /// <param name="end">Whether the input ends behind it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task WriteStdinAsync(string sandbox, string exec, ReadOnlyMemory<byte> data, bool end, CancellationToken cancellationToken)
    {
        // That the input ends can be said twice, and is nobody's concern but the program's.
        var reconnector = new Reconnector(_client, hasAnswered: true, isSilent: data.IsEmpty);
        return data.IsEmpty ? reconnector.RetryAsync(WriteOnceAsync, cancellationToken) : reconnector.RetryUnsentAsync(WriteOnceAsync, cancellationToken);

        async Task<bool> WriteOnceAsync()
        {
            using var content = new ReadOnlyMemoryContent(data) { Headers = { ContentType = new("application/octet-stream") } };
            await _client.SendAsync(HttpMethod.Post, $"{ExecPath(sandbox, exec)}/stdin?end={(end ? "true" : "false")}", content, cancellationToken);
            return true;
        }
    }

    /// <summary>Sends a signal to an exec.</summary>
    public Task SignalAsync(string sandbox, string exec, string signal, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, $"{ExecPath(sandbox, exec)}/signal",
        WarrenClient.Json(new ExecSignalRequest { Signal = signal }, WarrenJson.Wire.ExecSignalRequest), cancellationToken);

    internal static string Path(string sandbox) => $"{Root}/{Uri.EscapeDataString(sandbox)}";

    private static string ExecPath(string sandbox, string exec) => $"{Path(sandbox)}/execs/{Uri.EscapeDataString(exec)}";

    // Ends behind the exit; a stream that ends before it broke off, and is taken up again.
    private async IAsyncEnumerable<ExecMessage> ResumeAsync(
        Func<ExecPosition, IAsyncEnumerable<ExecMessage>> open, ExecPosition position,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isFirst = true;
        await foreach (var message in new Reconnector(_client).ReadAsync(() => open(position), cancellationToken))
        {
            if (message is ExecMessage.Started && !isFirst)
                continue;
            isFirst = false;
            foreach (var part in position.Take(message))
                yield return part;
        }
    }

    private IAsyncEnumerable<ExecMessage> AttachOnceAsync(string sandbox, string exec, ExecPosition position, CancellationToken cancellationToken) => ReadAsync(
        HttpMethod.Get,
        string.Create(CultureInfo.InvariantCulture, $"{ExecPath(sandbox, exec)}/attach?stdoutOffset={position.Stdout}&stderrOffset={position.Stderr}"),
        null,
        cancellationToken);

    private async IAsyncEnumerable<ExecMessage> ReadAsync(
        HttpMethod method, string path, HttpContent? content, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await _client.OpenAsync(method, path, content, EventStream.MediaType, cancellationToken);
        using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var message in EventStream.ReadAsync(body, ExecMessage.Parse, cancellationToken))
        {
            yield return message;
            if (message is ExecMessage.Exit)
                yield break;
        }
        throw Reconnector.BrokenOff();
    }
}
