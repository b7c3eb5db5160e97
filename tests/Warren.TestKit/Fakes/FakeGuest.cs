using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Warren.Guest.Protocol;

namespace Warren.TestKit.Fakes;

/// <summary>A guest that speaks the real protocol over a real socket and runs <see cref="FakeProgram"/>s.</summary>
internal sealed class FakeGuest : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, FakeExec> _execs = new();
    private readonly string _bootId = Guid.NewGuid().ToString("N");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-fake-");
    private readonly CancellationTokenSource _ending = new();
    private readonly FakeEngine _engine;
    private volatile TaskCompletionSource? _frozen;
    private WebApplication? _server;

    private FakeGuest(FakeEngine engine) => _engine = engine;

    private string Http1Socket => Path.Combine(_folder.FullName, "http1.sock");

    private string Http2Socket => Path.Combine(_folder.FullName, "http2.sock");

    public static async Task<FakeGuest> StartAsync(FakeEngine engine)
    {
        var guest = new FakeGuest(engine);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ListenUnixSocket(guest.Http1Socket, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.ListenUnixSocket(guest.Http2Socket, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddRoutingCore();
        guest._server = builder.Build();
        guest._server.Use(guest.WhileFrozenAsync);
        guest.Map(guest._server);
        await guest._server.StartAsync();
        return guest;
    }

    /// <summary>A stream to it, which may speak either version of HTTP, as a real guest's may.</summary>
    public Stream Open() => new EitherVersionStream(isHttp2 => isHttp2 ? Http2Socket : Http1Socket);

    /// <summary>Answers nothing until it is thawed.</summary>
    public void Freeze() => _frozen ??= new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Goes on.</summary>
    public void Thaw()
    {
        _frozen?.TrySetResult();
        _frozen = null;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        foreach (var exec in _execs.Values)
            exec.Signal(9);
        // Ended as a killed process is: connections break, nobody is waited for.
        await _server!.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
        foreach (var exec in _execs.Values)
            exec.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Map(WebApplication server)
    {
        server.MapGet("/v0/hello", Hello);
        server.MapPost("/v0/run", RunAsync);
        server.MapPost("/v0/execs", StartAsync);
        server.MapGet("/v0/execs", context => AnswerAsync(
            context, [.. _execs.Values.Select(exec => exec.ReadStatus())], GuestJson.Default.IReadOnlyListGuestExecStatus));
        server.MapPost("/v0/execs/forget", ForgetAsync);
        server.MapGet("/v0/execs/{id}", WithExec((context, exec) => AnswerAsync(context, exec.ReadStatus(), GuestJson.Default.GuestExecStatus)));
        server.MapDelete("/v0/execs/{id}", WithExec(DeleteAsync));
        server.MapGet("/v0/execs/{id}/output", WithExec(AttachAsync));
        server.MapPost("/v0/execs/{id}/stdin", WithExec(WriteStdinAsync));
        server.MapPost("/v0/execs/{id}/signal", WithExec(SignalAsync));
        server.MapPost("/v0/execs/{id}/resize", WithExec(ResizeAsync));
        server.MapGet("/v0/ports/{port:int}", OpenPortAsync);
        server.MapPost("/v0/shutdown", () => Results.NoContent());
    }

    private async Task WhileFrozenAsync(HttpContext context, RequestDelegate next)
    {
        if (_frozen is { } frozen)
            await frozen.Task.WaitAsync(context.RequestAborted);
        await next(context);
    }

    private IResult Hello() => Results.Bytes(JsonSerializer.SerializeToUtf8Bytes(
        new() { Generations = [GuestProtocol.Generation], BootId = _bootId, Version = "fake", StartedAt = TimeProvider.System.GetUtcNow() },
        GuestJson.Default.GuestHello), "application/json");

    private async Task RunAsync(HttpContext context)
    {
        var request = await FakeWire.ReadStartAsync(context.Request);
        if (!TryStart(request, background: false, out var exec))
            await RefuseAsync(context, 409, GuestErrorCode.Conflict, $"there is an exec with the id {request.Id} already");
        else
            await StreamAsync(context, exec, 0, 0);
    }

    private async Task StartAsync(HttpContext context)
    {
        var request = await FakeWire.ReadStartAsync(context.Request);
        if (TryStart(request, background: true, out var exec) || exec.Background && exec.Request.Arguments.SequenceEqual(request.Arguments))
            await AnswerAsync(context, exec.ReadStatus(), GuestJson.Default.GuestExecStatus);
        else
            await RefuseAsync(context, 409, GuestErrorCode.Conflict, $"there is an exec with the id {request.Id} already");
    }

    private bool TryStart(GuestExecRequest request, bool background, out FakeExec exec)
    {
        lock (_execs)
        {
            if (_execs.TryGetValue(request.Id, out exec!))
                return false;
            exec = _execs[request.Id] = new(request, _engine.Run(request), background);
        }
        exec.Start();
        return true;
    }

    private async Task AttachAsync(HttpContext context, FakeExec exec)
    {
        var (stdout, stderr) = (Number(context, "stdout"), Number(context, "stderr"));
        if (exec.HasOffsets(stdout, stderr))
            await StreamAsync(context, exec, stdout, stderr);
        else
            await RefuseAsync(context, 400, GuestErrorCode.InvalidRequest, "offsets must be within what was produced");
    }

    private async Task StreamAsync(HttpContext context, FakeExec exec, long stdout, long stderr)
    {
        var reader = exec.Attach();
        var body = context.Response.Body;
        await body.WriteAsync(FakeWire.Frame(
            GuestFrameKind.Started, new GuestStarted { Id = exec.Request.Id, Pid = 2, StartedAt = exec.StartedAt }, GuestJson.Default.GuestStarted));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _ending.Token);
        while (exec.Read(reader, stdout, stderr, out var news) is { } read)
        {
            await FakeWire.WriteOutputAsync(body, GuestFrameKind.Stdout, read.Stdout);
            await FakeWire.WriteOutputAsync(body, GuestFrameKind.Stderr, read.Stderr);
            await body.FlushAsync(ended.Token);
            (stdout, stderr) = (stdout + read.Stdout.Length, stderr + read.Stderr.Length);
            if (_ending.IsCancellationRequested)
            {
                context.Abort();
                return;
            }
            if (read.Exit is { } exit)
            {
                await body.WriteAsync(FakeWire.Frame(GuestFrameKind.Exit, exit, GuestJson.Default.GuestExit));
                return;
            }
            await news.WaitAsync(ended.Token);
            if (_frozen is { } frozen)
                await frozen.Task.WaitAsync(ended.Token);
        }
        await body.WriteAsync(FakeWire.Frame(GuestFrameKind.Detached, [(byte)exec.Detachment]), ended.Token);
    }

    private async Task DeleteAsync(HttpContext context, FakeExec exec)
    {
        exec.Attach(GuestDetachment.Forgotten);
        exec.Signal(9);
        await exec.Ended;
        _execs.TryRemove(exec.Request.Id, out _);
        context.Response.StatusCode = 204;
    }

    private async Task ForgetAsync(HttpContext context)
    {
        foreach (var id in (await JsonSerializer.DeserializeAsync(context.Request.Body, GuestJson.Default.IReadOnlyListString, context.RequestAborted))!)
            if (_execs.TryGetValue(id, out var exec) && exec.Exit is not null)
                _execs.TryRemove(id, out _);
        context.Response.StatusCode = 204;
    }

    private static async Task WriteStdinAsync(HttpContext context, FakeExec exec)
    {
        if (!exec.Request.OpenStdin && exec.Request.Terminal is null)
        {
            await RefuseAsync(context, 409, GuestErrorCode.Conflict, "its standard input was not opened");
            return;
        }
        using var input = new MemoryStream();
        await context.Request.Body.CopyToAsync(input, context.RequestAborted);
        exec.Process.Feed(input.ToArray(), Number(context, "end") != 0);
        context.Response.StatusCode = 204;
    }

    private static Task SignalAsync(HttpContext context, FakeExec exec)
    {
        exec.Signal((int)Number(context, "number"));
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private static async Task ResizeAsync(HttpContext context, FakeExec exec)
    {
        var size = new GuestTerminal { Columns = (int)Number(context, "columns"), Rows = (int)Number(context, "rows") };
        if (!size.IsValid)
            await RefuseAsync(context, 400, GuestErrorCode.InvalidRequest, $"a terminal has 1 to {GuestProtocol.MaxTerminalSide} columns and rows");
        else if (exec.Request.Terminal is null)
            await RefuseAsync(context, 409, GuestErrorCode.Conflict, "it has no terminal");
        else
        {
            exec.Process.Resize(size);
            context.Response.StatusCode = 204;
        }
    }

    private async Task OpenPortAsync(HttpContext context, int port)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade)
            await RefuseAsync(context, 400, GuestErrorCode.InvalidRequest, "a port is reached by an upgrade");
        else if (_engine.Ports.TryGetValue(port, out var serve))
        {
            context.Response.Headers.Upgrade = GuestProtocol.PortUpgrade;
            await using var stream = await upgrade.UpgradeAsync();
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _ending.Token);
            await serve(stream, ended.Token);
        }
        else
            await RefuseAsync(context, 404, GuestErrorCode.NotFound, $"nothing listens on port {port} in the sandbox");
    }

    private RequestDelegate WithExec(Func<HttpContext, FakeExec, Task> serve) => context =>
        _execs.TryGetValue((string)context.Request.RouteValues["id"]!, out var exec)
            ? serve(context, exec)
            : RefuseAsync(context, 404, GuestErrorCode.NotFound, $"no such exec: {context.Request.RouteValues["id"]}");

    private static long Number(HttpContext context, string name) =>
        long.TryParse(context.Request.Query[name], CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static Task RefuseAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        return AnswerAsync(context, new GuestError(code, message), GuestJson.Default.GuestError);
    }

    private static async Task AnswerAsync<T>(HttpContext context, T message, JsonTypeInfo<T> type)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(message, type);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = payload.Length;
        await context.Response.Body.WriteAsync(payload);
    }
}
