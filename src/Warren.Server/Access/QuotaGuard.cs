using Warren.Access;
using Warren.Access.Quotas;
using Warren.Api;
using Warren.Api.Access;
using Warren.Sandboxes;

namespace Warren.Server.Access;

/// <summary>Refuses what would be more than the quota of an account, or of the workspace that sandboxes are in, lets there be.</summary>
internal sealed class QuotaGuard(AccessState state, RequestRates rates, TimeProvider time) : ISandboxAdmission
{
    /// <inheritdoc/>
    public void Require(string owner, IEnumerable<SandboxRecord> all)
    {
        if (state.Last is not { HasQuotas: true } known)
            return;
        var ofAccount = known.Quota(QuotaKind.Account, owner);
        var ofWorkspace = known.Quota(QuotaKind.Workspace, Resources.DefaultWorkspace);
        if (ofAccount is null && ofWorkspace is null)
            return;
        var (there, now) = (all.ToList(), time.GetUtcNow());
        Require(ofAccount, there.Where(record => record.Owner == owner), $"The account {owner}", now);
        Require(ofWorkspace, there, $"The workspace {Resources.DefaultWorkspace}", now);
    }

    /// <summary>Counts a request.</summary>
    /// <exception cref="WarrenException">TooManyRequests: it is one too many in its minute.</exception>
    public void CountRequest(Principal caller, AccessSnapshot known)
    {
        if (!known.HasQuotas)
            return;
        Count(known, QuotaKind.Account, caller.Name);
        Count(known, QuotaKind.Workspace, Resources.DefaultWorkspace);
    }

    /// <summary>Fails where an account, or the workspace, has as many bytes of artifacts as it may.</summary>
    /// <param name="owner">Whose run is to begin.</param>
    /// <param name="bytesOf">How many an owner has; null for all.</param>
    /// <exception cref="WarrenException">QuotaExceeded.</exception>
    public void RequireArtifacts(string owner, Func<string?, long> bytesOf)
    {
        if (state.Last is not { HasQuotas: true } known)
            return;
        Require(known.Quota(QuotaKind.Account, owner)?.Artifacts, bytesOf, owner, $"The account {owner}");
        Require(known.Quota(QuotaKind.Workspace, Resources.DefaultWorkspace)?.Artifacts, bytesOf, null, $"The workspace {Resources.DefaultWorkspace}");
    }

    private static void Require(long? most, Func<string?, long> bytesOf, string? owner, string who)
    {
        if (most is { } limit && bytesOf(owner) is var there && there >= limit)
            throw new WarrenException(ErrorCode.QuotaExceeded, $"{who} has {there} bytes of artifacts, of {limit} that it may have; delete runs that are not needed.");
    }

    private static void Require(QuotaLimits? limits, IEnumerable<SandboxRecord> records, string who, DateTimeOffset now)
    {
        if (limits is not null && QuotaService.Passed(limits, SandboxUsage.Sum(records.Select(record => record.Snapshot), now)) is { } passed)
            throw new WarrenException(ErrorCode.QuotaExceeded, $"{who} would have {passed}; delete sandboxes that are not needed, or ask for a higher quota.");
    }

    private void Count(AccessSnapshot known, QuotaKind kind, string name)
    {
        if (known.Quota(kind, name)?.RequestsPerMinute is { } most && rates.Count(kind, name, most) is { } wait)
            throw new WarrenException(ErrorCode.TooManyRequests, $"The {(kind == QuotaKind.Account ? "account" : "workspace")} {name} may make {most} requests a minute; they are used up.") { RetryAfter = wait };
    }
}
