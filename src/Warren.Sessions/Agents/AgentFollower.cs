namespace Warren.Sessions.Agents;

/// <summary>What reads the output of an agent's program, until told to stop.</summary>
internal sealed class AgentFollower(string execId) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The program's exec.</summary>
    public string ExecId => execId;

    /// <summary>Cancelled when it is to stop.</summary>
    public CancellationToken Stopping { get; private set; }

    /// <summary>Makes one.</summary>
    public static AgentFollower Of(string execId)
    {
        var follower = new AgentFollower(execId);
        follower.Stopping = follower._stopping.Token;
        return follower;
    }

    /// <summary>Stops it, without waiting for it; may be repeated.</summary>
    public void Dispose()
    {
        if (_stopping.IsCancellationRequested)
            return;
        _stopping.Cancel();
        _stopping.Dispose();
    }
}
