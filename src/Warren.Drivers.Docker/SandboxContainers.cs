using System.Net;
using Warren.Api;
using Warren.Drivers.Docker.Engine;
using Warren.Sandboxes;

namespace Warren.Drivers.Docker;

/// <summary>The containers of sandboxes, each by its sandbox's id.</summary>
internal sealed class SandboxContainers(EngineClient engine, ContainerNames names, TimeSpan deadline, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Ids of all sandboxes of the installation that have one.</summary>
    public async Task<IEnumerable<string>> ListAsync(CancellationToken cancellationToken)
    {
        var all = await engine.GetAsync($"containers/json?all=1&filters={names.Filter}", EngineJson.Default.ListContainerSummary, cancellationToken);
        return all.Select(summary => summary.Labels?.GetValueOrDefault(ContainerNames.SandboxLabel)).OfType<string>().Where(SandboxId.IsValid);
    }

    /// <summary>A sandbox's; null where there is none.</summary>
    public Task<ContainerDetails?> FindAsync(string id, CancellationToken cancellationToken) =>
        engine.FindAsync($"containers/{names.Container(id)}/json", EngineJson.Default.ContainerDetails, cancellationToken);

    /// <summary>A sandbox's.</summary>
    /// <exception cref="WarrenException">InvalidState: there is none.</exception>
    public async Task<ContainerDetails> RequireAsync(string id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) ?? throw new WarrenException(ErrorCode.InvalidState, $"Sandbox {id} does not exist on its engine any more.");

    /// <summary>A sandbox's, which runs or is frozen.</summary>
    /// <exception cref="WarrenException">InvalidState: there is none, or nothing of it runs.</exception>
    public async Task<ContainerDetails> RequireRunningAsync(string id, CancellationToken cancellationToken) =>
        await RequireAsync(id, cancellationToken) is { State.Running: true } container ? container : throw new WarrenException(ErrorCode.InvalidState, $"Nothing of sandbox {id} runs.");

    /// <summary>Makes one, to its end: an engine goes on with what its caller no longer waits for.</summary>
    public async Task CreateAsync(string id, ContainerPlan plan)
    {
        try
        {
            await engine.PostAsync($"containers/create?name={names.Container(id)}", plan, EngineJson.Default.ContainerPlan, EngineJson.Default.Created, CancellationToken.None);
        }
        catch (EngineRefusal refusal) when (refusal.Status == HttpStatusCode.Conflict)
        {
            // Made by an attempt whose answer did not come. It is of the same spec: an id is never used for another.
        }
    }

    /// <summary>Starts one, to its end as <see cref="CreateAsync"/>.</summary>
    public Task StartAsync(string id) => DoAsync(id, "start", TimeSpan.Zero, CancellationToken.None);

    /// <summary>Freezes one.</summary>
    public Task PauseAsync(string id, CancellationToken cancellationToken) => DoAsync(id, "pause", TimeSpan.Zero, cancellationToken);

    /// <summary>Thaws one.</summary>
    public Task ResumeAsync(string id, CancellationToken cancellationToken) => DoAsync(id, "unpause", TimeSpan.Zero, cancellationToken);

    /// <summary>Ends what runs in one.</summary>
    /// <param name="id">The sandbox.</param>
    /// <param name="container">Its container, as it was seen last.</param>
    /// <param name="grace">How long it may take to end by itself.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task EndAsync(string id, ContainerDetails container, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (!container.State.Running)
            return;
        if (!container.State.Paused)
        {
            var seconds = (int)Math.Ceiling(grace.TotalSeconds);
            await DoAsync(id, $"stop?t={seconds}", grace, cancellationToken);
            return;
        }
        // A frozen process does not even die, and not every engine stops what is paused.
        await DoAsync(id, "kill?signal=KILL", TimeSpan.Zero, cancellationToken);
        try
        {
            await ResumeAsync(id, cancellationToken);
        }
        catch (EngineRefusal)
        {
            // The engine has thawed it to be killed; the wait below tells whether it was.
        }
        await DoAsync(id, "wait?condition=not-running", TimeSpan.Zero, cancellationToken);
    }

    /// <summary>Ends and removes one, with its disk; nothing happens where there is none.</summary>
    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                await engine.DoAsync(HttpMethod.Delete, $"containers/{names.Container(id)}?force=1&v=1", TimeSpan.Zero, cancellationToken);
            }
            catch (EngineRefusal refusal) when (refusal.Status == HttpStatusCode.NotFound)
            {
                return;
            }
            catch (EngineRefusal refusal) when (refusal.Status == HttpStatusCode.Conflict && time.GetElapsedTime(begun) < deadline)
            {
                await Task.Delay(Pause, time, cancellationToken); // It is being removed already.
            }
        }
    }

    /// <summary>What the guest said last, and nobody else: programs of users write elsewhere. Null where the engine does not tell.</summary>
    public async Task<string?> ReadLogAsync(string id)
    {
        const int most = 500;
        try
        {
            var text = await engine.ReadErrorsAsync($"containers/{names.Container(id)}/logs?stderr=1&tail=5", CancellationToken.None);
            return text.Length <= most ? text : text[..most];
        }
        catch (Exception failure) when (failure is WarrenException or EngineRefusal)
        {
            return null;
        }
    }

    private Task DoAsync(string id, string what, TimeSpan atMost, CancellationToken cancellationToken) =>
        engine.DoAsync(HttpMethod.Post, $"containers/{names.Container(id)}/{what}", atMost, cancellationToken);
}
