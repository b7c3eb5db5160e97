using Warren.Api;
using Warren.Api.Sessions;
using Warren.Sandboxes;

namespace Warren.Sessions.Agents;

/// <summary>Definitions of agents. Who may change them is for the caller to ask.</summary>
public sealed class AgentService(IAgentStore store, TimeProvider time)
{
    /// <summary>Defines an agent.</summary>
    /// <exception cref="WarrenException">The definition is wrong, or its name is taken.</exception>
    public Task<Agent> CreateAsync(AgentSpec spec, string creator, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return SaveAsync(new Agent
        {
            Id = SandboxId.New(),
            Name = spec.Name,
            Workspace = spec.Workspace ?? SessionServiceOptions.DefaultWorkspace,
            Description = spec.Description,
            Instructions = spec.Instructions,
            Model = spec.Model,
            Tools = spec.Tools,
            Routes = spec.Routes,
            Guardrails = spec.Guardrails,
            KnowledgeBases = spec.KnowledgeBases,
            Active = spec.Active ?? true,
            Command = spec.Command,
            CreatedBy = creator,
            CreatedAt = now,
            ChangedAt = now,
        }, cancellationToken);
    }

    /// <summary>Changes an agent.</summary>
    /// <exception cref="WarrenException">The change is wrong, or the new name is taken.</exception>
    public Task<Agent> PatchAsync(Agent agent, AgentPatch patch, CancellationToken cancellationToken) => SaveAsync(agent with
    {
        Name = patch.Name ?? agent.Name,
        Description = patch.Description ?? agent.Description,
        Instructions = patch.Instructions ?? agent.Instructions,
        Model = patch.Model ?? agent.Model,
        Tools = patch.Tools ?? agent.Tools,
        Routes = patch.Routes ?? agent.Routes,
        Guardrails = patch.Guardrails ?? agent.Guardrails,
        KnowledgeBases = patch.KnowledgeBases ?? agent.KnowledgeBases,
        Active = patch.Active ?? agent.Active,
        Command = patch.Command ?? agent.Command,
        ChangedAt = time.GetUtcNow(),
    }, cancellationToken);

    /// <summary>An agent by id, or by its name in a workspace.</summary>
    /// <exception cref="WarrenException">NotFound.</exception>
    public async Task<Agent> FindAsync(string idOrName, string? workspace, CancellationToken cancellationToken) =>
        await TryFindAsync(idOrName, workspace ?? SessionServiceOptions.DefaultWorkspace, cancellationToken)
        ?? throw new WarrenException(ErrorCode.NotFound, $"There is no agent '{idOrName}'.");

    /// <summary>The first agents behind a position, newest first.</summary>
    public Task<IReadOnlyList<Agent>> ListAsync(AgentFilter filter, SessionPosition? after, int limit, CancellationToken cancellationToken) =>
        store.ListAsync(filter, after, limit, cancellationToken);

    /// <summary>Removes an agent. Sessions that have it go on without it.</summary>
    public Task DeleteAsync(Agent agent, CancellationToken cancellationToken) => store.RemoveAsync(agent.Id, cancellationToken);

    /// <summary>The ids of agents of a workspace.</summary>
    /// <exception cref="WarrenException">Some are not there; each is named by its place.</exception>
    internal async Task<IReadOnlyList<string>> ResolveAsync(IReadOnlyList<string> idsOrNames, string workspace, CancellationToken cancellationToken, string? field = null)
    {
        List<string> ids = [];
        Dictionary<string, string[]> errors = [];
        for (var index = 0; index < idsOrNames.Count; index++)
            if (await TryFindAsync(idsOrNames[index], workspace, cancellationToken) is { } agent && agent.Workspace == workspace)
                ids.Add(agent.Id);
            else
                errors[field ?? $"agentIds[{index}]"] = [$"there is no agent '{idsOrNames[index]}' in the workspace {workspace}"];
        return errors.Count == 0 ? [.. ids.Distinct()] : throw new WarrenException(errors);
    }

    // What has the form of an id is no name.
    private Task<Agent?> TryFindAsync(string idOrName, string workspace, CancellationToken cancellationToken) => SandboxId.IsValid(idOrName)
        ? store.FindAsync(idOrName, cancellationToken)
        : store.FindAsync(workspace, idOrName, cancellationToken);

    private async Task<Agent> SaveAsync(Agent agent, CancellationToken cancellationToken)
    {
        SessionRules.Check(agent);
        return await store.SaveAsync(agent, cancellationToken) ? agent : throw new WarrenException(
            ErrorCode.Conflict, $"There is an agent named {agent.Name} in the workspace {agent.Workspace} already; choose another name.");
    }
}
