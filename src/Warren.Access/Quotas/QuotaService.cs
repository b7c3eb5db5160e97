using Warren.Api;
using Warren.Api.Access;

namespace Warren.Access.Quotas;

/// <summary>Quotas of accounts and workspaces, and what they limit at once.</summary>
public sealed class QuotaService(IAccessStore store, AccessState state)
{
    /// <summary>Sets a quota.</summary>
    /// <exception cref="WarrenException">InvalidRequest, or NotFound where there is no such account.</exception>
    public async Task<QuotaRecord> SaveAsync(string name, QuotaRequest request, CancellationToken cancellationToken)
    {
        var account = (await state.ReadAsync(cancellationToken)).FindAccount(name);
        var kind = request.Kind ?? (account is null ? QuotaKind.Workspace : QuotaKind.Account);
        if (kind == QuotaKind.Account && account is null)
            throw new WarrenException(ErrorCode.NotFound, $"There is no account '{name}'.");
        Check(name, kind, request.Limits);
        var quota = new QuotaRecord(kind, kind == QuotaKind.Account ? account!.Name : name, request.Limits);
        await store.SaveQuotaAsync(quota, cancellationToken);
        await state.ReloadAsync(cancellationToken);
        return quota;
    }

    /// <summary>What of a quota would be passed, in words; null for nothing.</summary>
    /// <param name="limits">The most that there may be.</param>
    /// <param name="used">What there would be.</param>
    public static string? Passed(QuotaLimits limits, QuotaUsage used)
    {
        List<string> passed = [];
        void check(double? most, double count, string what)
        {
            if (count > most)
                passed.Add(FormattableString.Invariant($"{count:0.##} of {most:0.##} {what}"));
        }
        check(limits.Sandboxes, used.Sandboxes, "sandboxes");
        check(limits.Cpu, used.Cpu, "processors");
        check(limits.Memory, used.Memory, "bytes of memory");
        check(limits.Disk, used.Disk, "bytes of disk");
        check(limits.RunTimeSeconds, used.RunTimeSeconds, "seconds of run time");
        return passed.Count == 0 ? null : string.Join(", ", passed);
    }

    private static void Check(string name, QuotaKind kind, QuotaLimits limits)
    {
        Dictionary<string, string[]> errors = [];
        if (kind == QuotaKind.Workspace && !AccessNames.IsWorkspace(name))
            errors["name"] = ["A workspace is named by 1 to 63 letters, digits, '_', '.' and '-', beginning with a letter or digit."];
        void check(double? value, string field)
        {
            if (value is { } given && !(given >= 0))
                errors[$"limits.{field}"] = ["This is 0 or more; leave it out for no limit."];
        }
        check(limits.Sandboxes, "sandboxes");
        check(limits.Cpu, "cpu");
        check(limits.Memory, "memory");
        check(limits.Disk, "disk");
        check(limits.Artifacts, "artifacts");
        check(limits.RunTimeSeconds, "runTimeSeconds");
        check(limits.RequestsPerMinute, "requestsPerMinute");
        if (errors.Count > 0)
            throw new WarrenException(errors);
    }
}
