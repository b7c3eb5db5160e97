using System.Globalization;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes;

namespace Warren.Server.Ports;

/// <summary>Finds ports of sandboxes and keeps connections to those that are called often.</summary>
internal sealed class PortConnections : IDisposable
{
    /// <summary>How long a connection that nobody uses is kept.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Sandbox, int Port), PortPool> _pools = [];
    private readonly SandboxService _sandboxes;
    private readonly TimeProvider _clock;
    private readonly ITimer _sweeping;

    /// <summary>Creates it; nothing is connected yet.</summary>
    public PortConnections(SandboxService sandboxes, TimeProvider clock)
    {
        (_sandboxes, _clock) = (sandboxes, clock);
        _sweeping = clock.CreateTimer(static state => ((PortConnections)state!).Sweep(), this, Idle, Idle);
    }

    /// <summary>Begins a call to a port, which wakes the sandbox where its lifetime says so.</summary>
    /// <param name="sandbox">Id or name.</param>
    /// <param name="port">A number, or a name of the sandbox's spec.</param>
    /// <param name="owner">Whose sandbox it has to be.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<PortCall> BeginAsync(string sandbox, string port, string owner, CancellationToken cancellationToken)
    {
        var use = await _sandboxes.UseAsync(sandbox, owner, cancellationToken);
        try
        {
            return new(use, Enter(use, Resolve(use.Snapshot, port)));
        }
        catch
        {
            use.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sweeping.Dispose();
        lock (_gate)
        {
            foreach (var pool in _pools.Values)
                pool.Dispose();
            _pools.Clear();
        }
    }

    private static int Resolve(SandboxSnapshot snapshot, string port)
    {
        if (int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65_535 && port[0] != '0')
            return number;
        return snapshot.Spec.Ports?.FirstOrDefault(named => named.Name == port)?.Port ?? throw new WarrenException(ErrorCode.NotFound,
            $"'{port}' is no port of sandbox {snapshot.Id}: give a number from 1 to 65535, or a name of its spec's ports.");
    }

    private PortPool Enter(SandboxUse use, int port)
    {
        lock (_gate)
        {
            var key = (use.Snapshot.Id, port);
            if (_pools.TryGetValue(key, out var pool) && pool.Guest != use.Guest)
            {
                // It was started anew; the connections of its former life are dead.
                _pools.Remove(key);
                pool.Dispose();
                pool = null;
            }
            if (pool is null)
                _pools.Add(key, pool = new(use.Guest, port, _clock));
            return pool.TryEnter() ? pool : throw new WarrenException(ErrorCode.TooManyRequests, $"Too many calls to port {port} of sandbox {use.Snapshot.Id} are under way.");
        }
    }

    private void Sweep()
    {
        lock (_gate)
            foreach (var (key, pool) in _pools)
                if (pool.IsIdle(Idle))
                {
                    _pools.Remove(key);
                    pool.Dispose();
                }
    }
}
