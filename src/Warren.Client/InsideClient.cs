using System.Globalization;
using System.Runtime.CompilerServices;
using Warren.Api;
using Warren.Api.Sandboxes;

namespace Warren.Client;

/// <summary>
/// What is done inside of a sandbox, or of a session's: programs, terminals, files, ports, and what they tell. The calls are
/// the same for both, below the path of either.
/// </summary>
public abstract class InsideClient
{
    private readonly WarrenClient _client;
    private readonly string _root;
    private readonly string _statistics;

    /// <summary>Makes the calls.</summary>
    /// <param name="client">The server.</param>
    /// <param name="root">Path of all of them.</param>
    /// <param name="statistics">What the path of one's statistics is called.</param>
    private protected InsideClient(WarrenClient client, string root, string statistics)
    {
        (_client, _root, _statistics) = (client, root, statistics);
        Terminals = new TerminalClient(client, root);
        Feeds = new FeedClient(client, root, statistics);
        Files = new FileClient(client, Feeds, root);
        Ports = new PortClient(client, root);
    }

    /// <summary>Its files.</summary>
    public FileClient Files { get; }

    /// <summary>Its terminals.</summary>
    public TerminalClient Terminals { get; }

    /// <summary>Its ports, and links to them and to files.</summary>
    public PortClient Ports { get; }

    /// <summary>What happens in it: logs, events, statistics.</summary>
    public FeedClient Feeds { get; }

    /// <summary>What it uses now.</summary>
    public Task<SandboxStatistics> GetStatisticsAsync(string place, CancellationToken cancellationToken) =>
        _client.GetAsync($"{Path(place)}/{_statistics}", WarrenJson.Wire.SandboxStatistics, cancellationToken);

    /// <summary>Runs a program to its end.</summary>
    public Task<ExecResult> RunAsync(string place, ExecRequest request, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, $"{Path(place)}/exec", WarrenClient.Json(request, WarrenJson.Wire.ExecRequest), WarrenJson.Wire.ExecResult, cancellationToken);

    /// <summary>Starts a program in the background.</summary>
    public Task<ExecStatus> StartAsync(string place, ExecRequest request, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, $"{Path(place)}/exec", WarrenClient.Json(request with { Background = true }, WarrenJson.Wire.ExecRequest), WarrenJson.Wire.ExecStatus, cancellationToken);

    /// <summary>Reads the state of an exec.</summary>
    public Task<ExecStatus> GetExecAsync(string place, string exec, CancellationToken cancellationToken) =>
        _client.GetAsync(ExecPath(place, exec), WarrenJson.Wire.ExecStatus, cancellationToken);

    /// <summary>Kills an exec and forgets its output.</summary>
    public Task DeleteExecAsync(string place, string exec, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Delete, ExecPath(place, exec), null, cancellationToken);

    /// <summary>
    /// Runs a program and gives what it writes as it writes it. To stop reading ends the program. When the server goes
    /// away behind the first message, the stream is taken up again where it was.
    /// </summary>
    public async IAsyncEnumerable<ExecMessage> StreamAsync(
        string place, ExecRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var content = WarrenClient.Json(request with { Stream = true }, WarrenJson.Wire.ExecRequest);
        string? exec = null;
        var resumed = ResumeAsync(
            position => exec is null
                ? ReadAsync(HttpMethod.Post, $"{Path(place)}/exec", content, cancellationToken)
                : AttachOnceAsync(place, exec, position, cancellationToken),
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
        string place, string exec, long stdoutOffset, long stderrOffset, CancellationToken cancellationToken) => ResumeAsync(
            position => AttachOnceAsync(place, exec, position, cancellationToken),
            new ExecPosition(stdoutOffset, stderrOffset),
            cancellationToken);

    /// <summary>
    /// Writes to the standard input of an exec. A server that is away is waited for; where the connection breaks off in
    /// the middle, nobody knows how much of the input arrived, and the call fails.
    /// </summary>
    /// <param name="place">Id or name of the sandbox or session.</param>
    /// <param name="exec">Id of the exec.</param>
    /// <param name="data">What to write.</param>
    /// <param name="end">Whether the input ends behind it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task WriteStdinAsync(string place, string exec, ReadOnlyMemory<byte> data, bool end, CancellationToken cancellationToken)
    {
        // That the input ends can be said twice, and is nobody's concern but the program's.
        var reconnector = new Reconnector(_client, hasAnswered: true, isSilent: data.IsEmpty);
        return data.IsEmpty ? reconnector.RetryAsync(WriteOnceAsync, cancellationToken) : reconnector.RetryUnsentAsync(WriteOnceAsync, cancellationToken);

        async Task<bool> WriteOnceAsync()
        {
            using var content = new ReadOnlyMemoryContent(data) { Headers = { ContentType = new("application/octet-stream") } };
            await _client.SendAsync(HttpMethod.Post, $"{ExecPath(place, exec)}/stdin?end={(end ? "true" : "false")}", content, cancellationToken);
            return true;
        }
    }

    /// <summary>Sends a signal to an exec.</summary>
    public Task SignalAsync(string place, string exec, string signal, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, $"{ExecPath(place, exec)}/signal",
        WarrenClient.Json(new ExecSignalRequest { Signal = signal }, WarrenJson.Wire.ExecSignalRequest), cancellationToken);

    /// <summary>The path of one.</summary>
    private protected string Path(string place) => $"{_root}/{Uri.EscapeDataString(place)}";

    private string ExecPath(string place, string exec) => $"{Path(place)}/execs/{Uri.EscapeDataString(exec)}";

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

    private IAsyncEnumerable<ExecMessage> AttachOnceAsync(string place, string exec, ExecPosition position, CancellationToken cancellationToken) => ReadAsync(
        HttpMethod.Get,
        string.Create(CultureInfo.InvariantCulture, $"{ExecPath(place, exec)}/attach?stdoutOffset={position.Stdout}&stderrOffset={position.Stderr}"),
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
