using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Warren.Api;
using Warren.Api.Local;
using Warren.Api.Sandboxes;
using Warren.Client;
using Warren.Server.Hosting;
using Warren.TestKit;

namespace Warren.Server.FunctionalTests;

/// <summary>Output of real programs under runc, also over the end of a server in the middle of it.</summary>
public sealed class OutputRuncTests : IAsyncLifetime
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("warren-test-");
    private WebApplication? _app;
    private WarrenClient _client = null!;
    private string _accessToken = "";
    private string _box = "";

    private static CancellationToken Token => ServerFixture.Token;

    private static string Guest => Path.Combine(Repository.Root, "artifacts", "guest", "warren-guest");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to run sandboxes with runc");
        Assert.SkipUnless(File.Exists("/usr/sbin/runc") || File.Exists("/usr/bin/runc"), "needs runc");
        Assert.SkipUnless(File.Exists(Guest), "needs the published guest (eng/publish-guest)");
        await WorkerImage.PrepareAsync(Token);
        Directory.CreateSymbolicLink(Path.Combine(_state.FullName, "images"), WorkerImage.Folder);
        await StartAsync();
        _box = (await _client.Sandboxes.CreateAsync(new(), Token)).Id;
    }

    [Fact]
    public async Task Every_byte_is_there_once_and_in_order_though_the_server_ended_twice_in_between()
    {
        const string program = "seq 1 70000; read x; seq 70001 140000; read x; seq 140001 200000";
        var expected = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(1, 200_000).Select(number => string.Create(CultureInfo.InvariantCulture, $"{number}\n"))));
        var exec = await _client.Sandboxes.StartAsync(_box, new() { Command = SandboxCommand.Shell(program) }, Token);
        var first = await ReadAsync(exec.Id, 0, 300_001);
        await RestartAsync();
        await _client.Sandboxes.WriteStdinAsync(_box, exec.Id, "\n"u8.ToArray(), end: false, Token);
        var second = await ReadAsync(exec.Id, first.Length, 500_003);
        await RestartAsync();
        await _client.Sandboxes.WriteStdinAsync(_box, exec.Id, "\n"u8.ToArray(), end: false, Token);
        var third = await ReadAsync(exec.Id, first.Length + second.Length, long.MaxValue);

        Assert.True(expected.AsSpan().SequenceEqual([.. first, .. second, .. third]));
        var status = await _client.Sandboxes.GetExecAsync(_box, exec.Id, Token);
        Assert.Equal((0, (long)expected.Length, 0L, true), (status.ExitCode, status.StdoutBytes, status.StdoutDropped, status.Background));
    }

    [Fact]
    public async Task Login_shell_runs_on_a_terminal_that_is_resized_and_outlives_the_server()
    {
        var made = await SendAsync(HttpMethod.Post, "terminals", """{"columns":91,"rows":17}""");
        var id = JsonSerializer.Deserialize(made, WarrenJson.Wire.TerminalInfo)!.Id;
        using (var client = await AttachAsync(id, 0))
        {
            await TypeAsync(client, "stty size; echo $TERM:$SHELL:$0:$(id -un)\n");
            Assert.Contains("17 91", await ReadUntilAsync(client, ":agent\r\n"), StringComparison.Ordinal);
            await client.SendAsync("""{"type":"resize","columns":120,"rows":40}"""u8.ToArray(), WebSocketMessageType.Text, true, Token);
            await TypeAsync(client, "stty size; echo re''sized\n"); // A socket that is dropped may take what was not read with it.
            Assert.Contains("40 120", await ReadUntilAsync(client, "resized\r\n"), StringComparison.Ordinal);
        }
        await RestartAsync();
        using var again = await AttachAsync(id, null);
        await TypeAsync(again, "stty size; echo do''ne\n");
        var said = await ReadUntilAsync(again, "done\r\n");
        Assert.Contains("xterm-256color:/bin/bash:", said, StringComparison.Ordinal);
        Assert.Contains("40 120", said, StringComparison.Ordinal);
        await TypeAsync(again, "exit 3\n");
        var buffer = new byte[4096];
        var end = await again.ReceiveAsync(buffer, Token);
        while (end.MessageType == WebSocketMessageType.Binary)
            end = await again.ReceiveAsync(buffer, Token);
        Assert.Equal("""{"type":"exit","exitCode":3}""", Encoding.UTF8.GetString(buffer, 0, end.Count));
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _client.Sandboxes.DeleteAsync(_box, CancellationToken.None);
            _client.Dispose();
            await _app.DisposeAsync();
            HostTraces.Forget((await File.ReadAllTextAsync(Path.Combine(_state.FullName, "installation"), CancellationToken.None)).Trim());
        }
        File.Delete(Path.Combine(_state.FullName, "images"));
        _state.Delete(recursive: true);
    }

    private async Task StartAsync()
    {
        var state = StateFolder.Open(_state.FullName);
        _app = ServerApplication.Build(WebApplication.CreateSlimBuilder(), new ServerOptions
        {
            Port = 0,
            LogLevel = Microsoft.Extensions.Logging.LogLevel.Error,
            Guest = Guest,
            RecipesFolder = Path.Combine(Repository.Root, "images"),
        }, state, new Installer(null, 0));
        await _app.StartAsync(Token);
        _accessToken = (await File.ReadAllTextAsync(state.TokenFile, Token)).Trim();
        _client = new WarrenClient(new Uri(_app.Urls.Single()), _accessToken);
    }

    private async Task RestartAsync()
    {
        _client.Dispose();
        await _app!.DisposeAsync();
        await StartAsync();
    }

    private async Task<byte[]> ReadAsync(string exec, long from, long most)
    {
        using var read = new MemoryStream();
        await foreach (var message in _client.Sandboxes.AttachAsync(_box, exec, from, 0, Token))
        {
            Assert.IsNotType<ExecMessage.Dropped>(message);
            if (message is ExecMessage.Output { IsError: false } output)
                read.Write(output.Bytes.Span[..(int)Math.Min(output.Bytes.Length, most - read.Length)]);
            if (read.Length == most)
                break;
        }
        return read.ToArray();
    }

    private async Task<string> SendAsync(HttpMethod method, string path, string json)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, $"{_app!.Urls.Single()}/api/v0/sandboxes/{_box}/{path}");
        request.Headers.Add("X-API-Key", _accessToken);
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request, Token);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(Token);
    }

    private async Task<ClientWebSocket> AttachAsync(string terminal, long? offset)
    {
        var client = new ClientWebSocket();
        client.Options.SetRequestHeader("X-API-Key", _accessToken);
        await client.ConnectAsync(new($"{_app!.Urls.Single().Replace("http", "ws", StringComparison.Ordinal)}/api/v0/sandboxes/{_box}/terminals/{terminal}/attach{(offset is null ? "" : $"?offset={offset}")}"), Token);
        return client;
    }

    private static Task TypeAsync(ClientWebSocket client, string text) => client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Binary, true, Token);

    private static async Task<string> ReadUntilAsync(ClientWebSocket client, string end)
    {
        var (buffer, text) = (new byte[4096], new StringBuilder());
        while (!text.ToString().Contains(end, StringComparison.Ordinal))
        {
            var received = await client.ReceiveAsync(buffer, Token);
            if (received.MessageType == WebSocketMessageType.Binary)
                text.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
            else
                Assert.Equal(WebSocketMessageType.Text, received.MessageType);
        }
        return text.ToString();
    }
}
