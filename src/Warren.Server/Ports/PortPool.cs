using System.Net;
using System.Text;
using Warren.Sandboxes.Guests;

namespace Warren.Server.Ports;

/// <summary>
/// The kept connections to one port of one started sandbox. What goes to the sandbox and what comes from it is written anew
/// by this client, so that no request or answer can be hidden inside of another one.
/// </summary>
internal sealed class PortPool : IDisposable
{
    private const int MostCalls = 256, MaxHeaderKilobytes = 32;
    private readonly TimeProvider _clock;
    private int _calls;
    private long _left;

    /// <summary>Creates a pool; nothing is connected yet.</summary>
    public PortPool(GuestClient guest, int port, TimeProvider clock)
    {
        (Guest, Port, _clock, _left) = (guest, port, clock, clock.GetTimestamp());
        Http = new(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) => new PortHttpStream(await guest.OpenPortAsync(port, cancellationToken)),
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            PooledConnectionIdleTimeout = PortConnections.Idle,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            MaxConnectionsPerServer = MostCalls,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            // An answer that its reader left is not read to its end, which may never come.
            MaxResponseDrainSize = 0,
            // Bytes of headers are passed on as they are.
            RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        });
    }

    /// <summary>The guest that opens the connections.</summary>
    public GuestClient Guest { get; }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>Sends requests.</summary>
    public HttpMessageInvoker Http { get; }

    /// <summary>Begins a call; false where too many are under way.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _calls) <= MostCalls)
            return true;
        Interlocked.Decrement(ref _calls);
        return false;
    }

    /// <summary>Ends a call.</summary>
    public void Leave()
    {
        Volatile.Write(ref _left, _clock.GetTimestamp());
        Interlocked.Decrement(ref _calls);
    }

    /// <summary>Whether no call was under way for some time.</summary>
    public bool IsIdle(TimeSpan time) => Volatile.Read(ref _calls) == 0 && _clock.GetElapsedTime(Volatile.Read(ref _left)) > time;

    /// <inheritdoc/>
    public void Dispose() => Http.Dispose();
}
