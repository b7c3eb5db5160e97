namespace Warren.Client.Access;

/// <summary>Who there is, and who may do what.</summary>
public sealed class AccessClient
{
    internal AccessClient(WarrenClient client)
    {
        Accounts = new(client, "api/v0/accounts");
        ServiceAccounts = new(client, "api/v0/service-accounts");
        Subjects = new(client, "api/v0/subjects");
        Roles = new(client);
        Bindings = new(client);
        Keys = new(client);
        Audit = new(client);
        Quotas = new(client);
    }

    /// <summary>People.</summary>
    public AccountClient Accounts { get; }

    /// <summary>Programs.</summary>
    public AccountClient ServiceAccounts { get; }

    /// <summary>Those who have signed in through the identity provider; they are read and changed alone.</summary>
    public AccountClient Subjects { get; }

    /// <summary>Sets of rights.</summary>
    public RoleClient Roles { get; }

    /// <summary>Who has which role.</summary>
    public BindingClient Bindings { get; }

    /// <summary>Keys that speak for accounts.</summary>
    public KeyClient Keys { get; }

    /// <summary>What was done and tried.</summary>
    public AuditClient Audit { get; }

    /// <summary>What may be used.</summary>
    public QuotaClient Quotas { get; }
}
