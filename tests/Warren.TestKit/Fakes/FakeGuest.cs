using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Warren.Guest.Protocol;

namespace Warren.TestKit.Fakes;

/// <summary>A guest that speaks the real protocol over a real socket and runs <see cref="FakeProgram"/>s.</summary>
internal sealed class FakeGuest : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, FakeExec> _execs = new();
    private readonly ConcurrentBag<Task> _running = [];
    private readonly string _bootId = Guid.NewGuid().ToString("N");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-fake-");
    private readonly FakeEngine _engine;
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
        var server = builder.Build();
        server.MapGet("/v0/hello", guest.Hello);
        server.MapPost("/v0/run", guest.RunAsync);
        server.MapPost("/v0/execs", (Delegate)guest.StartAsync);
        server.MapGet("/v0/execs", guest.List);
        server.MapGet("/v0/execs/{id}/output", guest.AttachAsync);
        server.MapPost("/v0/execs/{id}/signal", guest.Signal);
        server.MapPost("/v0/execs/forget", (Delegate)guest.ForgetManyAsync);
        server.MapDelete("/v0/execs/{id}", guest.Forget);
        guest._server = server;
        await server.StartAsync();
        return guest;
    }

    /// <summary>A stream to it, which may speak either version of HTTP, as a real guest's may.</summary>
    public Stream Open() => new EitherVersionStream(isHttp2 => isHttp2 ? Http2Socket : Http1Socket);

    public async ValueTask DisposeAsync()
    {
        foreach (var exec in _execs.Values)
            exec.Kill();
        // Ended as a killed process is: connections break, nobody is waited for.
        await _server!.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static IResult Answer<T>(T message, JsonTypeInfo<T> type) => Results.Bytes(JsonSerializer.SerializeToUtf8Bytes(message, type), "application/json");

    private static NotFound Missing() => new();

    private IResult Hello() => Answer(
        new() { Generations = [GuestProtocol.Generation], BootId = _bootId, Version = "fake", StartedAt = TimeProvider.System.GetUtcNow() },
        GuestJson.Default.GuestHello);

    private IResult List() => Answer([.. _execs.Values.Select(exec => exec.Status())], GuestJson.Default.IReadOnlyListGuestExecStatus);

    private IResult Forget(string id)
    {
        if (!_execs.TryRemove(id, out var exec))
            return Missing();
        exec.Forget();
        return Results.NoContent();
    }

    private async Task<IResult> ForgetManyAsync(HttpRequest request)
    {
        foreach (var id in await request.ReadFromJsonAsync<string[]>() ?? [])
            if (_execs.TryGetValue(id, out var exec) && exec.HasEnded)
                _execs.TryRemove(id, out _);
        return Results.NoContent();
    }

    private IResult Signal(string id)
    {
        if (!_execs.TryGetValue(id, out var exec))
            return Missing();
        exec.Kill();
        return Results.NoContent();
    }

    private async Task<IResult> StartAsync(HttpContext context) =>
        Answer(Begin(await ReadStartAsync(context.Request), background: true).Status(), GuestJson.Default.GuestExecStatus);

    private async Task RunAsync(HttpContext context) => await StreamAsync(context, Begin(await ReadStartAsync(context.Request), background: false), 0, 0);

    private async Task AttachAsync(HttpContext context, string id, long stdout, long stderr)
    {
        if (_execs.TryGetValue(id, out var exec))
            await StreamAsync(context, exec, stdout, stderr);
        else
            await Missing().ExecuteAsync(context);
    }

    private FakeExec Begin(GuestExecRequest request, bool background)
    {
        var exec = _execs[request.Id] = new(request, background, _engine.Run(request));
        _running.Add(Task.Run(exec.RunAsync));
        return exec;
    }

    private static async Task StreamAsync(HttpContext context, FakeExec exec, long stdout, long stderr)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, exec.Forgotten);
        try
        {
            await exec.StreamAsync(context.Response.Body, stdout, stderr, gone.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private sealed class NotFound : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Answer(new GuestError(GuestErrorCode.NotFound, "no such exec"), GuestJson.Default.GuestError).ExecuteAsync(context);
        }
    }

    private static async Task<GuestExecRequest> ReadStartAsync(HttpRequest request)
    {
        var head = new byte[4];
        await request.Body.ReadExactlyAsync(head);
        var message = new byte[BinaryPrimitives.ReadInt32LittleEndian(head)];
        await request.Body.ReadExactlyAsync(message);
        return JsonSerializer.Deserialize(message, GuestJson.Default.GuestExecRequest)!;
    }
}
