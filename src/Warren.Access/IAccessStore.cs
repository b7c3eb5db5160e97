using Warren.Api.Access;

namespace Warren.Access;

/// <summary>
/// Keeps accounts, roles, bindings, keys, logins and quotas. Every change counts up <see cref="ReadVersionAsync"/> in its own
/// transaction, by which other servers notice it.
/// </summary>
public interface IAccessStore
{
    /// <summary>The version of everything; 0 where nothing was ever stored.</summary>
    Task<long> ReadVersionAsync(CancellationToken cancellationToken);

    /// <summary>Everything, at one version.</summary>
    /// <param name="now">Logins that were over by then are left out.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    Task<AccessData> LoadAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Stores what an installation begins with; false, and nothing changes, where something was stored before.</summary>
    Task<bool> InitializeAsync(IReadOnlyList<AccountRecord> accounts, IReadOnlyList<RoleBinding> bindings, CancellationToken cancellationToken);

    /// <summary>Adds an account; false where its name is or was another's.</summary>
    Task<bool> AddAccountAsync(AccountRecord account, CancellationToken cancellationToken);

    /// <summary>Stores an account's next revision; false where somebody else has changed or removed it since it was read.</summary>
    Task<bool> SaveAccountAsync(AccountRecord account, CancellationToken cancellationToken);

    /// <summary>Removes an account with its bindings, keys and logins. Its name stays taken.</summary>
    Task RemoveAccountAsync(AccountRecord account, CancellationToken cancellationToken);

    /// <summary>Adds a role; false where there is one of its name.</summary>
    Task<bool> AddRoleAsync(Role role, CancellationToken cancellationToken);

    /// <summary>Removes a role; false where a binding or a key still names it.</summary>
    Task<bool> RemoveRoleAsync(string name, CancellationToken cancellationToken);

    /// <summary>Adds a binding; false where the same role is bound to the same principal there already, or is no more.</summary>
    Task<bool> AddBindingAsync(RoleBinding binding, bool isBuiltInRole, CancellationToken cancellationToken);

    /// <summary>Removes a binding.</summary>
    Task RemoveBindingAsync(string id, CancellationToken cancellationToken);

    /// <summary>Adds a key; false where its account has one of that name, or is no more.</summary>
    Task<bool> AddKeyAsync(KeyRecord key, CancellationToken cancellationToken);

    /// <summary>Removes a key.</summary>
    Task RemoveKeyAsync(string id, CancellationToken cancellationToken);

    /// <summary>Sets a quota, or takes it away where it has no limit.</summary>
    Task SaveQuotaAsync(QuotaRecord quota, CancellationToken cancellationToken);

    /// <summary>Adds a login, and forgets those that are over.</summary>
    Task AddLoginAsync(LoginRecord login, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>A login; null where there is none.</summary>
    Task<LoginRecord?> FindLoginAsync(string id, CancellationToken cancellationToken);

    /// <summary>Gives a login its next refresh token; false where the one before is not the one that counts, or it was revoked.</summary>
    Task<bool> RotateLoginAsync(string id, string refreshHash, string nextHash, CancellationToken cancellationToken);

    /// <summary>Ends a login for good.</summary>
    Task RevokeLoginAsync(string id, CancellationToken cancellationToken);
}
