using Warren.Api.Access;

namespace Warren.Access;

/// <summary>Everything by which it is decided who may do what, as it was at one version.</summary>
/// <param name="Version">Counts up with every change.</param>
/// <param name="Accounts">Every account there is.</param>
/// <param name="Roles">Every role that was made.</param>
/// <param name="Bindings">Every binding.</param>
/// <param name="Keys">Every key.</param>
/// <param name="RevokedLogins">Ids of the logins that were ended while their tokens would still count.</param>
/// <param name="Quotas">Every quota.</param>
public sealed record AccessData(
    long Version,
    IReadOnlyList<AccountRecord> Accounts,
    IReadOnlyList<Role> Roles,
    IReadOnlyList<RoleBinding> Bindings,
    IReadOnlyList<KeyRecord> Keys,
    IReadOnlyList<string> RevokedLogins,
    IReadOnlyList<QuotaRecord> Quotas);
