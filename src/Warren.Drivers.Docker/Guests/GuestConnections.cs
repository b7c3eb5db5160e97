using System.Collections.Concurrent;
using System.Net;
using Warren.Api;
using Warren.Drivers.Docker.Engine;
using Warren.Guest.Protocol;

namespace Warren.Drivers.Docker.Guests;

/// <summary>
/// The streams to the guests: one for each sandbox that is used, through a program that the engine runs in it, which carries all connections. So a sandbox
/// that has used up its processes, or an engine that is busy, is reached all the same once it has been.
/// </summary>
internal sealed class GuestConnections(EngineClient engine, ContainerNames names, TimeProvider time) : IAsyncDisposable
{
    private const int LooksForEnd = 5;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, Lazy<Task<MuxConnection>>> _connections = new();

    /// <summary>Opens a connection to a sandbox's guest.</summary>
    /// <exception cref="WarrenException">EngineUnavailable: the engine is away, or the sandbox cannot be reached through it now.</exception>
    /// <exception cref="IOException">The sandbox does not run, or its guest does not answer.</exception>
    public async ValueTask<Stream> OpenAsync(string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var lazy = _connections.GetOrAdd(id, _ => new(() => ConnectAsync(id)));
            MuxConnection connection;
            try
            {
                connection = await lazy.Value.WaitAsync(cancellationToken);
            }
            catch when (lazy.Value.IsFaulted)
            {
                _connections.TryRemove(new(id, lazy));
                throw;
            }
            if (TryOpen(connection) is { } stream)
                return stream;
            if (_connections.TryRemove(new(id, lazy)))
                await connection.DisposeAsync();
        }
    }

    /// <summary>Ends the stream to a sandbox.</summary>
    public async Task CloseAsync(string id)
    {
        if (!_connections.TryRemove(id, out var lazy) || !lazy.IsValueCreated)
            return;
        await ((Task)lazy.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (lazy.Value.IsCompletedSuccessfully)
            await (await lazy.Value).DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var id in _connections.Keys)
            await CloseAsync(id);
    }

    private static MuxStream? TryOpen(MuxConnection connection)
    {
        try
        {
            return connection.IsOpen ? connection.Open() : null;
        }
        catch (IOException)
        {
            return null; // It broke off just now, and another one is made.
        }
    }

    private async Task<MuxConnection> ConnectAsync(string id)
    {
        var plan = new ExecPlan
        {
            Cmd = [GuestProtocol.ProgramPath, "proxy", MuxProtocol.SocketName],
            User = $"{ContainerPlans.GuestUser}:{ContainerPlans.GuestUser}",
        };
        try
        {
            var exec = await engine.PostAsync($"containers/{names.Container(id)}/exec", plan, EngineJson.Default.ExecPlan, EngineJson.Default.Created, CancellationToken.None);
            var stream = await engine.UpgradeAsync($"exec/{exec.Id}/start", new(), CancellationToken.None);
            return await UntilReadyAsync(new(new(stream), () => ExplainAsync(id)));
        }
        catch (EngineRefusal refusal) when (refusal.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            throw new IOException($"The sandbox does not run: {refusal.Message}", refusal);
        }
        catch (EngineRefusal refusal)
        {
            throw new WarrenException(ErrorCode.EngineUnavailable, $"The container engine could not connect to the sandbox: {refusal.Message}", refusal);
        }
    }

    private async Task<MuxConnection> UntilReadyAsync(MuxConnection connection)
    {
        using var timer = new CancellationTokenSource(ReadyDeadline, time);
        try
        {
            await connection.WaitUntilReadyAsync(timer.Token);
            return connection;
        }
        catch (Exception failure)
        {
            await connection.DisposeAsync();
            if (failure is OperationCanceledException)
                throw new IOException($"The sandbox's guest took no connection within {ReadyDeadline.TotalSeconds:0} s.", failure);
            throw;
        }
    }

    // Where the sandbox still runs, it was not its guest that ended the stream. Its engine may take a moment to see that it does not.
    private async Task<WarrenException?> ExplainAsync(string id)
    {
        try
        {
            for (var look = 0; look < LooksForEnd; look++)
            {
                if (await engine.FindAsync($"containers/{names.Container(id)}/json", EngineJson.Default.ContainerDetails, CancellationToken.None) is not { State.Running: true })
                    return null;
                await Task.Delay(BetweenLooks, time);
            }
            return new(ErrorCode.EngineUnavailable, "The stream to the sandbox broke off, which still runs; try again.");
        }
        catch (WarrenException away)
        {
            return away;
        }
        catch (EngineRefusal refusal)
        {
            return new(ErrorCode.EngineUnavailable, $"The stream to the sandbox broke off, and the container engine tells nothing of it: {refusal.Message}", refusal);
        }
    }
}
