using System.Diagnostics;
using System.Net.Sockets;

namespace Warren.Guest.Tests;

/// <summary>The published guest as PID 1 of a container of runc's.</summary>
public sealed class GuestContainer : IAsyncDisposable
{
    private readonly string _id;
    private readonly string _folder;
    private readonly Lazy<Task<int>> _end;

    private GuestContainer(string id, string folder, int runc, Func<CancellationToken, ValueTask<Stream>> connect)
    {
        _id = id;
        _folder = folder;
        _end = new(() => Task.Run(() => HostCalls.Wait(runc)));
        Connect = connect;
        Client = new(connect, TimeProvider.System);
    }

    /// <summary>Why no container can be started here; null where one can.</summary>
    public static string? WhyNot { get; } =
        Environment.UserName != "root" ? "needs root"
        : !File.Exists("/usr/sbin/runc") && !File.Exists("/usr/bin/runc") ? "needs runc"
        : null;

    public Func<CancellationToken, ValueTask<Stream>> Connect { get; }

    public GuestClient Client { get; }

    /// <summary>What the guest wrote to its standard error.</summary>
    public string Log => File.ReadAllText(Path.Combine(_folder, "log"));

    /// <summary>Root folder of the sandbox, seen from the host.</summary>
    public string Root => Path.Combine(_folder, "rootfs");

    /// <summary>Process id of the guest on the host.</summary>
    public int Pid => int.Parse(File.ReadAllText(Path.Combine(_folder, "pid")));

    public static async Task<GuestContainer> StartAsync(CancellationToken cancellationToken, int pids = 512, int uid = GuestIdentity.Uid)
    {
        Assert.SkipWhen(WhyNot is not null, WhyNot ?? "");
        var (id, bundle) = await PrepareAsync(pids, uid);
        bundle.Write("--listen-fd", "3", "--seccomp", GuestProtocol.SeccompPath);
        var endpoint = new UnixDomainSocketEndPoint(Path.Combine(bundle.Folder, "socket"));
        int runc;
        using (var listening = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            listening.Bind(endpoint);
            listening.Listen(128);
            runc = Run(id, bundle, (int)listening.Handle);
            // Disposing the socket removes the file that it was bound to.
            File.Move(Path.Combine(bundle.Folder, "socket"), Path.Combine(bundle.Folder, "guest.socket"));
        }
        endpoint = new(Path.Combine(bundle.Folder, "guest.socket"));
        var container = new GuestContainer(id, bundle.Folder, runc, token => ConnectAsync(endpoint, token));
        await container.Client.HelloAsync(cancellationToken);
        return container;
    }

    /// <summary>Starts a guest that dials out to a socket in the server's folder.</summary>
    internal static async Task<GuestContainer> StartDiallingAsync(DiallingServer server)
    {
        var (id, bundle) = await PrepareAsync();
        File.WriteAllText(Path.Combine(bundle.Warren, "secret"), server.Secret);
        server.Open(Path.Combine(bundle.Server, "server.socket"));
        bundle.Write("--dial", "/run/server.socket", "--secret-file", GuestProtocol.Folder + "/secret");
        return new(id, bundle.Folder, Run(id, bundle, null), server.AcceptAsync);
    }

    /// <summary>Starts a guest with arguments that it must refuse; gives what it wrote.</summary>
    internal static async Task<string> FailToStartAsync(byte[]? seccomp, params string[] arguments)
    {
        Assert.SkipWhen(WhyNot is not null, WhyNot ?? "");
        var (id, bundle) = await PrepareAsync();
        if (seccomp is not null)
            File.WriteAllBytes(Path.Combine(bundle.Warren, "seccomp.bpf"), seccomp);
        bundle.Write(arguments);
        await using var container = new GuestContainer(id, bundle.Folder, Run(id, bundle, null), null!);
        Assert.NotEqual(0, await container.WaitAsync());
        return container.Log;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        using (var delete = Process.Start(new ProcessStartInfo("runc", ["delete", "-f", _id]) { RedirectStandardError = true })!)
            await delete.WaitForExitAsync();
        await WaitAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Waits for the end of the container; gives the raw status of runc, which is the guest's.</summary>
    internal Task<int> WaitAsync() => _end.Value;

    private static async Task<(string Id, GuestBundle Bundle)> PrepareAsync(int pids = 512, int uid = GuestIdentity.Uid)
    {
        var id = $"warren-guest-test-{Guid.NewGuid():N}";
        var guest = await PublishedGuest.GetPathAsync();
        return (id, new GuestBundle(Path.Combine(Path.GetTempPath(), id), guest) { Pids = pids, Uid = uid });
    }

    private static int Run(string id, GuestBundle bundle, int? socket) => HostCalls.Spawn(
        [
            "runc", "run", "--bundle", bundle.Folder, "--pid-file", Path.Combine(bundle.Folder, "pid"),
            .. socket is null ? Array.Empty<string>() : ["--preserve-fds", "1"], id,
        ],
        socket,
        Path.Combine(bundle.Folder, "log"));

    private static async ValueTask<Stream> ConnectAsync(UnixDomainSocketEndPoint endpoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
