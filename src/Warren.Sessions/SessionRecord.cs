using System.Text.Json.Serialization;
using Warren.Api.Sessions;
using Warren.Sessions.Agents;

namespace Warren.Sessions;

/// <summary>What is stored of a session.</summary>
/// <param name="Session">Its latest version, as callers see it. It comes first in the record, where lists look for it.</param>
public sealed record SessionRecord([property: JsonPropertyOrder(-1), JsonConverter(typeof(SessionJson))] Session Session)
{
    /// <summary>Whether its sandbox is paused with its memory; where not, an idle session has none.</summary>
    public bool IsPaused { get; init; }

    /// <summary>The session whose volume its own has still to be copied from; null where it has its own, or begins with an empty one.</summary>
    public string? CopyFrom { get; init; }

    /// <summary>The session whose own secrets have still to be copied; null where there are none to copy.</summary>
    public string? CopySecretsFrom { get; init; }

    /// <summary>The sandbox that is being removed; null where none is.</summary>
    public string? Dropping { get; init; }

    /// <summary>Whether it is deleted and something of it may be left to remove.</summary>
    public bool IsRemoving { get; init; }

    /// <summary>Whether its volume is kept although it was deleted.</summary>
    public bool KeepsVolume { get; init; }

    /// <summary>The programs of agents that run in its sandbox, by the agent's id.</summary>
    public IReadOnlyDictionary<string, AgentRun> Runs { get; init; } = new Dictionary<string, AgentRun>();

    /// <summary>Its id.</summary>
    [JsonIgnore]
    public string Id => Session.Id;

    /// <summary>The volume that it has.</summary>
    [JsonIgnore]
    public string VolumeId => Session.Id;

    /// <summary>Whether something is to be done for it by itself: a server that starts takes it up.</summary>
    [JsonIgnore]
    public bool IsLive => IsRemoving || Dropping is not null
        || (Session.EndedAt is null && (Session.SandboxId is not null || Session.State == SessionState.Init));
}
