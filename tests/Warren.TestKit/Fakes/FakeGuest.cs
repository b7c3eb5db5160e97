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
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new();
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
        server.MapDelete("/v0/execs/{id}", guest.Forget);
        guest._server = server;
        await server.StartAsync();
        return guest;
    }

    /// <summary>A stream to it, which may speak either version of HTTP, as a real guest's may.</summary>
    public Stream Open() => new EitherVersionStream(isHttp2 => isHttp2 ? Http2Socket : Http1Socket);

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _running.Values)
            await program.CancelAsync();
        // Ended as a killed process is: connections break, nobody is waited for.
        await _server!.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private IResult Hello() => Results.Bytes(JsonSerializer.SerializeToUtf8Bytes(
        new() { Generations = [GuestProtocol.Generation], BootId = _bootId, Version = "fake", StartedAt = TimeProvider.System.GetUtcNow() },
        GuestJson.Default.GuestHello), "application/json");

    private IResult Forget(string id)
    {
        if (!_running.TryGetValue(id, out var program))
            return Results.NotFound();
        program.Cancel();
        return Results.NoContent();
    }

    private async Task RunAsync(HttpContext context)
    {
        var request = await ReadStartAsync(context.Request);
        var program = _engine.Run(request);
        using var killed = new CancellationTokenSource();
        _running[request.Id] = killed;
        try
        {
            await context.Response.Body.WriteAsync(Frame(GuestFrameKind.Started,
                new GuestStarted { Id = request.Id, Pid = 2, StartedAt = TimeProvider.System.GetUtcNow() }, GuestJson.Default.GuestStarted));
            await WriteOutputAsync(context.Response.Body, GuestFrameKind.Stdout, program.Stdout);
            await WriteOutputAsync(context.Response.Body, GuestFrameKind.Stderr, program.Stderr);
            await context.Response.Body.FlushAsync();
            await program.Wait(killed.Token);
            await context.Response.Body.WriteAsync(Frame(GuestFrameKind.Exit, new GuestExit
            {
                ExitCode = program.Signal is { } signal ? 128 + signal : program.ExitCode,
                Signal = program.Signal,
                DurationMs = 1,
                PeakMemory = 4096,
                CpuMs = 1,
                StdoutBytes = program.Stdout.Length,
                StderrBytes = program.Stderr.Length,
            }, GuestJson.Default.GuestExit));
        }
        catch (OperationCanceledException) when (killed.IsCancellationRequested)
        {
            context.Abort();
        }
        finally
        {
            _running.TryRemove(request.Id, out _);
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

    private static async Task WriteOutputAsync(Stream stream, GuestFrameKind kind, byte[] output)
    {
        foreach (var chunk in output.Chunk(GuestProtocol.MaxChunk))
            await stream.WriteAsync(Frame(kind, chunk));
    }

    private static byte[] Frame<T>(GuestFrameKind kind, T message, JsonTypeInfo<T> type) => Frame(kind, JsonSerializer.SerializeToUtf8Bytes(message, type));

    private static byte[] Frame(GuestFrameKind kind, byte[] payload)
    {
        var frame = new byte[GuestFrameHeader.Size + payload.Length];
        new GuestFrameHeader(kind, payload.Length).Write(frame);
        payload.CopyTo(frame, GuestFrameHeader.Size);
        return frame;
    }
}
