namespace Warren.Sessions.Agents;

/// <summary>The program of an agent in a session's sandbox.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="ExecId">Its exec.</param>
/// <param name="SandboxId">The sandbox: a run ends with it.</param>
/// <param name="Name">The agent's name when it was started.</param>
public sealed record AgentRun(string AgentId, string ExecId, string SandboxId, string Name)
{
    /// <summary>Bytes of its output that were taken: what it wrote up to there was answered to, once.</summary>
    public long Offset { get; init; }

    /// <summary>The last message that it was given.</summary>
    public long LastSequence { get; init; }

    /// <summary>Ids of the messages that it was given and has not answered.</summary>
    public IReadOnlyList<string> Awaiting { get; init; } = [];
}
