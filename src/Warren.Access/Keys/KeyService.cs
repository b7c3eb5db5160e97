using Warren.Api;
using Warren.Api.Access;

namespace Warren.Access.Keys;

/// <summary>Makes, checks and removes keys. Nobody makes one that allows more than they may do themselves.</summary>
public sealed class KeyService(IAccessStore store, AccessState state, TimeProvider time)
{
    /// <summary>Begins every key.</summary>
    public const string Prefix = "wk_";

    /// <summary>Makes a key. It is never shown again.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="request">What for; its sandbox is an id, which the caller may know of.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<ApiKeyCreated> CreateAsync(Principal caller, ApiKeyRequest request, CancellationToken cancellationToken)
    {
        var known = await state.ReadAsync(cancellationToken);
        var workspace = string.IsNullOrEmpty(request.Workspace) ? null : request.Workspace;
        var account = Check(caller, request, workspace, known);
        RequireRights(caller, request, workspace, account, known);
        var (id, secret) = (AccessNames.NewId(), AccessNames.NewSecret());
        var info = new ApiKey
        {
            Id = id,
            Name = request.Name,
            Account = account.Name,
            Roles = request.Roles,
            Workspace = workspace,
            Sandbox = string.IsNullOrEmpty(request.Sandbox) ? null : request.Sandbox,
            CreatedAt = time.GetUtcNow(),
            ExpiresAt = request.ExpiresAt,
        };
        if (!await store.AddKeyAsync(new(info, account.Id, AccessNames.Hash(secret)), cancellationToken))
            throw new WarrenException(ErrorCode.Conflict, $"The account {account.Name} has a key named {info.Name} already; choose another name.");
        await state.ReloadAsync(cancellationToken);
        return new() { Key = $"{Prefix}{id}_{secret}", Info = info };
    }

    /// <summary>One's own keys, or, where one may list those of others, every one.</summary>
    public async Task<IEnumerable<ApiKey>> ListAsync(Principal caller, CancellationToken cancellationToken)
    {
        var known = await state.ReadAsync(cancellationToken);
        var isForAll = known.Allows(caller, Verb.ListAll, Resources.Keys, null, null);
        return known.Data.Keys.Select(key => key.Info).Where(key => isForAll || key.Account == caller.Name);
    }

    /// <summary>A key that a caller may know of, by its id or the name of one's own.</summary>
    /// <exception cref="WarrenException">NotFound.</exception>
    public async Task<ApiKey> GetAsync(Principal caller, string idOrName, CancellationToken cancellationToken)
    {
        var known = await state.ReadAsync(cancellationToken);
        var key = known.Key(idOrName)?.Info ?? known.Data.Keys.Select(entry => entry.Info).FirstOrDefault(entry => entry.Account == caller.Name && entry.Name == idOrName);
        return key is not null && (key.Account == caller.Name || known.Allows(caller, Verb.GetAll, Resources.Keys, null, key.Id))
            ? key
            : throw new WarrenException(ErrorCode.NotFound, $"There is no key '{idOrName}'.");
    }

    /// <summary>Removes a key: it is refused from now on.</summary>
    public async Task DeleteAsync(Principal caller, string idOrName, CancellationToken cancellationToken)
    {
        await store.RemoveKeyAsync((await GetAsync(caller, idOrName, cancellationToken)).Id, cancellationToken);
        await state.ReloadAsync(cancellationToken);
    }

    /// <summary>Whom a key speaks for; null where it does not count.</summary>
    public Principal? Verify(string key, AccessSnapshot known)
    {
        if (!key.StartsWith(Prefix, StringComparison.Ordinal) || key[Prefix.Length..].Split('_') is not [var id, var secret] || known.Key(id) is not { } record)
            return null;
        if (!AccessNames.IsOf(secret, record.SecretHash) || record.Info.ExpiresAt <= time.GetUtcNow() || known.Account(record.AccountId) is not { Disabled: false } account)
            return null;
        return new(account.Name, account.Type, Credential.Key)
        {
            AccountId = account.Id,
            CredentialVersion = account.CredentialVersion,
            Narrowed = record.Info,
            ExpiresAt = record.Info.ExpiresAt,
        };
    }

    private AccountRecord Check(Principal caller, ApiKeyRequest request, string? workspace, AccessSnapshot known)
    {
        Dictionary<string, string[]> errors = [];
        if (!AccessNames.IsName(request.Name))
            errors["name"] = [AccessNames.Rule];
        if (request.Roles.Count is 0 or > 20 || request.Roles.Any(role => known.Role(role) is null))
            errors["roles"] = [$"This has 1 to 20 names of roles; there are {string.Join(", ", known.Roles.Select(role => role.Name).Order(StringComparer.Ordinal))}."];
        if (workspace is not null && !AccessNames.IsWorkspace(workspace))
            errors["workspace"] = ["This has to be 1 to 63 letters, digits, '_', '.' and '-', beginning with a letter or digit; leave it out for everywhere."];
        if (request.ExpiresAt <= time.GetUtcNow())
            errors["expiresAt"] = ["This has to be in the future; leave it out for a key that does not end by itself."];
        if (caller.Credential == Credential.Key && caller.ExpiresAt is { } end && !(request.ExpiresAt <= end))
            errors["expiresAt"] = [$"A key makes none that is valid for longer than itself, until {end:O}."];
        var account = request.ServiceAccount is null ? known.FindAccount(caller.Name) : known.FindAccount(request.ServiceAccount);
        if (account is null || (request.ServiceAccount is not null && account.Type != PrincipalType.ServiceAccount))
            errors["serviceAccount"] = [$"There is no service account '{request.ServiceAccount}'."];
        return errors.Count == 0 ? account! : throw new WarrenException(errors);
    }

    private static void RequireRights(Principal caller, ApiKeyRequest request, string? workspace, AccountRecord account, AccessSnapshot known)
    {
        if (!known.Allows(caller, Verb.Create, Resources.Keys, workspace, null)
            || !request.Roles.Select(known.Role).All(role => known.Holds(caller, role!, workspace)))
            throw new WarrenException(ErrorCode.Forbidden,
                $"The roles allow more {(workspace is null ? "everywhere" : $"in the workspace {workspace}")} than you may do there; nobody gives a key rights that they do not have.");
        if (account.Name != caller.Name && !(known.Allows(caller, Verb.GetAll, Resources.Keys, null, null) && known.HoldsAllOf(caller, account)))
            throw new WarrenException(ErrorCode.Forbidden, $"Only who may see everybody's keys, and may do all that {account.Name} may, makes a key that speaks for it.");
    }
}
