using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Warren.Guest.Cells;
using Warren.Guest.Execs;
using Warren.Guest.Files;
using Warren.Guest.Native;
using Warren.Guest.Processes;
using Warren.Guest.Protocol;
using Warren.Guest.Serving;

namespace Warren.Guest;

/// <summary>Puts the guest together and runs it until it is told to end.</summary>
internal static class GuestHost
{
    private const long OutputMemory = 16 * 1024 * 1024;
    private const int SetDumpable = 4;
    private const int SetNoNewPrivileges = 38;

    // Calls are short and mostly wait for processes: passing them from thread to thread costs more than it frees.
    private static SocketConnectionFactoryOptions CreateTransport()
    {
        var options = new SocketConnectionFactoryOptions { IOQueueCount = 0, UnsafePreferInlineScheduling = true, MaxReadBufferSize = 4 * GuestProtocol.MaxChunk };
        SetMemoryPoolFactory(options, () => new LargeBlocks());
        return options;
    }

    // Public from .NET 10 on, as IMemoryPoolFactory.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_MemoryPoolFactory")]
    private static extern void SetMemoryPoolFactory(SocketConnectionFactoryOptions options, Func<MemoryPool<byte>> factory);

    public static async Task<int> RunAsync(GuestOptions options, TimeProvider time)
    {
        Protect();
        Descriptors.Seal();
        SandboxFolders.Ensure();
        FixedThreads.Start(time);
        ServeInline();
        using var ending = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            ending.Cancel();
        });

        var services = new ExecServices(new EventLoop(time), new OutputBudget(OutputMemory), time);
        var spawner = Spawner.Start(new Reaper(time), options.ReadFilter());
        var cells = new CellTable([.. options.CellSockets.Select(socket => new CellSlot(socket, services.Loop, time))]);
        var execs = new ExecTable(spawner, new TrackingGroups(), cells, services);
        var system = new SystemEndpoints(execs, services.Budget, time, ending.Cancel);
        var listener = new SortingListener(
            new SocketConnectionContextFactory(CreateTransport(), NullLogger.Instance), new PortConnections(services.Loop, time));
        using var server = CreateServer(listener);
        await server.StartAsync(NewApplication(execs, cells, FileThreads.Start(entersCells: options.CellSockets.Count > 0), system), ending.Token);
        try
        {
            await (options switch
            {
                { ListenDescriptor: { } descriptor } => Acceptor.RunAsync(descriptor, listener, ending.Token),
                { ListenName: { } name } => NamedListener.RunAsync(name, listener, ending.Token),
                _ => new Dialer(options.DialPath!, options.ReadSecret(), listener, time).RunAsync(ending.Token),
            });
        }
        catch (OperationCanceledException)
        {
            // Told to end.
        }
        await Shutdown.RunAsync(execs, server, time);
        return 0;
    }

    private static GuestApplication NewApplication(ExecTable execs, CellTable cells, FileThreads threads, SystemEndpoints system)
    {
        var endpoints = new CellEndpoints(cells, execs, threads);
        return new(new ExecEndpoints(execs, endpoints), new FileEndpoints(threads, cells), endpoints, system);
    }

    // One thread for all connections, which does what a call is made of until it waits: another thread to do it would have to
    // be woken first. What blocks, such as the disk, goes to others.
    private static void ServeInline()
    {
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");
    }

    // User code may neither trace the guest nor read its memory, also not with the same uid for a moment.
    private static void Protect()
    {
        if (Libc.prctl(SetDumpable, 0, 0, 0, 0) != 0 || Libc.prctl(SetNoNewPrivileges, 1, 0, 0, 0) != 0)
            throw new NativeException("prctl", Marshal.GetLastPInvokeError());
        const int brokenPipe = 13;
        const nint ignore = 1;
        Libc.signal(brokenPipe, ignore);
    }

    private static KestrelServer CreateServer(SortingListener listener)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Limits.Http2.MaxStreamsPerConnection = 4 * GuestProtocol.MaxRunning;
        options.Limits.Http2.InitialStreamWindowSize = 2 * GuestProtocol.MaxChunk;
        options.Listen(new GuestEndPoint(isHttp2: false), listen => listen.Protocols = HttpProtocols.Http1);
        options.Listen(new GuestEndPoint(isHttp2: true), listen => listen.Protocols = HttpProtocols.Http2);
        return new KestrelServer(Options.Create(options), listener, NullLoggerFactory.Instance);
    }
}
