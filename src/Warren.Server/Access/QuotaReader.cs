using Warren.Access;
using Warren.Access.Quotas;
using Warren.Api.Access;
using Warren.Sandboxes;
using Warren.Tools.Runs;

namespace Warren.Server.Access;

/// <summary>Tells quotas with what there is of what they limit.</summary>
internal sealed class QuotaReader(AccessState state, SandboxService sandboxes, ToolRuns runs, RequestRates rates, TimeProvider time)
{
    /// <summary>The quotas that a caller may see: their own, or, where they may list those of others, every one.</summary>
    public async Task<IEnumerable<Quota>> ListAsync(Principal caller, CancellationToken cancellationToken)
    {
        var known = await state.ReadAsync(cancellationToken);
        var isForAll = known.Allows(caller, Verb.ListAll, Resources.Quotas, null, null);
        var mine = new QuotaRecord(QuotaKind.Account, caller.Name, known.Quota(QuotaKind.Account, caller.Name) ?? new());
        var seen = isForAll ? known.Data.Quotas.Where(quota => (quota.Kind, quota.Name) != (mine.Kind, mine.Name)).Prepend(mine) : [mine];
        var all = sandboxes.ListAll();
        return seen.Select(quota => Describe(quota, all));
    }

    /// <summary>A quota with what there is.</summary>
    public Quota Describe(QuotaRecord quota) => Describe(quota, sandboxes.ListAll());

    private Quota Describe(QuotaRecord quota, IReadOnlyList<(string Owner, Warren.Api.Sandboxes.SandboxSnapshot Snapshot)> all)
    {
        var owner = quota.Kind == QuotaKind.Account ? quota.Name : null;
        var isThere = owner is not null || quota.Name == Resources.DefaultWorkspace;
        var counted = all.Where(sandbox => isThere && (owner is null || sandbox.Owner == owner)).Select(sandbox => sandbox.Snapshot);
        return new()
        {
            Kind = quota.Kind,
            Name = quota.Name,
            Limits = quota.Limits,
            Usage = SandboxUsage.Sum(counted, time.GetUtcNow()) with
            {
                Artifacts = isThere ? runs.ArtifactBytes(owner) : 0,
                RequestsPerMinute = rates.Read(quota.Kind, quota.Name),
            },
        };
    }
}
