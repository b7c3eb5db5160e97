namespace Warren.Sessions.Agents;

/// <summary>What reads the output of an agent's program, until told to stop.</summary>
internal sealed class AgentFollower : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Follows an exec.</summary>
    public AgentFollower(string execId) => (ExecId, Stopping) = (execId, _stopping.Token);

    /// <summary>The program's exec.</summary>
    public string ExecId { get; }

    /// <summary>Cancelled when it is to stop.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Stops it, without waiting for it; may be repeated.</summary>
    public void Dispose()
    {
        if (_stopping.IsCancellationRequested)
            return;
        _stopping.Cancel();
        _stopping.Dispose();
    }
}
