using System.Security.Claims;
using System.Security.Principal;
using Warren.Api.Access;

namespace Warren.Access;

/// <summary>Who a request comes from, and what its credential narrows them to.</summary>
public sealed class Principal : ClaimsPrincipal
{
    /// <summary>A caller that was authenticated.</summary>
    /// <param name="name">Its name, which owns what it makes.</param>
    /// <param name="type">What kind of someone it is.</param>
    /// <param name="credential">What showed it.</param>
    public Principal(string name, PrincipalType type, Credential credential)
        : base(new ClaimsIdentity(new GenericIdentity(name))) => (Name, Type, Credential, OwnerName) = (name, type, credential, name);

    private Principal(Principal caller, string owner, Credential credential)
        : this(caller.Name, caller.Type, credential) =>
        (AccountId, CredentialVersion, Narrowed, LoginId, ExpiresAt, OwnerName) =
        (caller.AccountId, caller.CredentialVersion, caller.Narrowed, caller.LoginId, caller.ExpiresAt, owner);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What kind of someone it is.</summary>
    public PrincipalType Type { get; }

    /// <summary>What showed it.</summary>
    public Credential Credential { get; }

    /// <summary>Id of its account; null for whoever a signed link speaks for.</summary>
    public string? AccountId { get; init; }

    /// <summary>The account's <see cref="AccountRecord.CredentialVersion"/> when this was shown.</summary>
    public int CredentialVersion { get; init; }

    /// <summary>The key that it is narrowed to; null where it is not.</summary>
    public ApiKey? Narrowed { get; init; }

    /// <summary>The login that its token belongs to; null where it has none.</summary>
    public string? LoginId { get; init; }

    /// <summary>When its credential ends; null where it does not.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whose things this request is about: the caller's own, unless they act as another owner.</summary>
    public string OwnerName { get; }

    /// <summary>The same caller, acting on what is another's.</summary>
    public Principal ActingFor(string owner) => owner == OwnerName ? this : new(this, owner, Credential);

    /// <summary>The same caller, by something that this credential has given them.</summary>
    public Principal By(Credential credential) => new(this, OwnerName, credential);
}
