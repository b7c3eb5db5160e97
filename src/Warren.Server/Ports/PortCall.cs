using Warren.Sandboxes;

namespace Warren.Server.Ports;

/// <summary>A call to a port of a sandbox, which is in use for as long.</summary>
internal sealed class PortCall(SandboxUse use, PortPool pool) : IDisposable
{
    private int _ended;

    /// <summary>The sandbox's id.</summary>
    public string Sandbox => use.Snapshot.Id;

    /// <summary>The port.</summary>
    public int Port => pool.Port;

    /// <summary>Sends HTTP to it over connections that calls share.</summary>
    public HttpMessageInvoker Http => pool.Http;

    /// <summary>Opens a connection of its own.</summary>
    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await use.Guest.OpenPortAsync(Port, cancellationToken);
        }
        catch (Exception failure) when (PortFailure.Explain(failure, this) is { } explained)
        {
            throw explained;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        pool.Leave();
        use.Dispose();
    }
}
