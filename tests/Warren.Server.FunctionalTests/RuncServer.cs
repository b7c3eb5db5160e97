using Microsoft.AspNetCore.Builder;
using Warren.Api.Sandboxes;
using Warren.Client;
using Warren.Server.Hosting;
using Warren.TestKit;

namespace Warren.Server.FunctionalTests;

/// <summary>The whole server over the real driver, runc and guest, with one sandbox in which programs listen.</summary>
public sealed class RuncServer : IAsyncLifetime
{
    // HTTP on 8000, a WebSocket that echoes on 8001, TCP that answers with how much it read on 8002.
    private const string Program = """
        import base64, hashlib, http.server, socketserver, struct, threading
        class Files(http.server.SimpleHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            def do_GET(self):
                size = 8 << 20
                self.send_response(200)
                self.send_header('Content-Length', str(size if self.path == '/big' else len(self.path)))
                self.end_headers()
                self.wfile.write(b'x' * size if self.path == '/big' else self.path.encode())
            def log_message(self, *args): pass
        class Echo(socketserver.StreamRequestHandler):
            def handle(self):
                head = {}
                for line in iter(self.rfile.readline, b'\r\n'):
                    name, _, value = line.decode().partition(':')
                    head[name.strip().lower()] = value.strip()
                accept = base64.b64encode(hashlib.sha1((head['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').encode()).digest()).decode()
                self.wfile.write(('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ' + accept + '\r\n\r\n').encode())
                while (start := self.rfile.read(2)) and len(start) == 2:
                    length = start[1] & 127
                    if length == 126: length = struct.unpack('>H', self.rfile.read(2))[0]
                    mask = self.rfile.read(4)
                    data = bytes(byte ^ mask[at % 4] for at, byte in enumerate(self.rfile.read(length)))
                    self.wfile.write(bytes([start[0]]) + (bytes([length]) if length < 126 else struct.pack('>BH', 126, length)) + data)
                    if start[0] & 15 == 8: return
        class Count(socketserver.StreamRequestHandler):
            def handle(self): self.wfile.write(str(len(self.rfile.read())).encode())
        class Server(socketserver.ThreadingTCPServer): allow_reuse_address = daemon_threads = True
        for port, handler in ((8000, Files), (8001, Echo), (8002, Count)):
            threading.Thread(target=Server(('127.0.0.1', port), handler).serve_forever, daemon=True).start()
        print('ready', flush=True)
        threading.Event().wait()
        """;

    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("warren-test-");
    private IAsyncEnumerator<ExecMessage>? _program;
    private WebApplication? _app;

    public WarrenClient Client { get; private set; } = null!;

    public SandboxSnapshot Box { get; private set; } = null!;

    public string AccessToken { get; private set; } = "";

    public int Port { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to run sandboxes with runc");
        Assert.SkipUnless(File.Exists("/usr/sbin/runc") || File.Exists("/usr/bin/runc"), "needs runc");
        var guest = Path.Combine(Repository.Root, "artifacts", "guest", "warren-guest");
        Assert.SkipUnless(File.Exists(guest), "needs the published guest (eng/publish-guest)");
        await WorkerImage.PrepareAsync(ServerFixture.Token);
        Directory.CreateSymbolicLink(Path.Combine(_state.FullName, "images"), WorkerImage.Folder);
        var state = Warren.Api.Local.StateFolder.Open(_state.FullName);
        _app = ServerApplication.Build(WebApplication.CreateSlimBuilder(), new ServerOptions
        {
            Port = 0,
            LogLevel = Microsoft.Extensions.Logging.LogLevel.Error,
            Guest = guest,
            RecipesFolder = Path.Combine(Repository.Root, "images"),
        }, state, new Installer(null, 0));
        await _app.StartAsync(ServerFixture.Token);
        AccessToken = (await File.ReadAllTextAsync(state.TokenFile, ServerFixture.Token)).Trim();
        Port = new Uri(_app.Urls.Single()).Port;
        Client = new WarrenClient(new Uri(_app.Urls.Single()), AccessToken);
        Box = await Client.Sandboxes.CreateAsync(new(), ServerFixture.Token);
        _program = Client.Sandboxes.StreamAsync(Box.Id, new() { Command = new(["python3", "-c", Program]) }, CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
        while (await _program.MoveNextAsync() && _program.Current is not ExecMessage.Output { IsError: false })
            Assert.IsNotType<ExecMessage.Exit>(_program.Current);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            if (Box is not null)
                await Client.Sandboxes.DeleteAsync(Box.Id, CancellationToken.None);
            if (_program is not null)
                await _program.DisposeAsync();
            Client?.Dispose();
            await _app.DisposeAsync();
            var installation = (await File.ReadAllTextAsync(Path.Combine(_state.FullName, "installation"), CancellationToken.None)).Trim();
            HostTraces.Forget(installation);
        }
        _state.Delete(recursive: true);
    }
}
