using Warren.Api.Access;

namespace Warren.Api.Auth;

/// <summary>Who a request comes from.</summary>
public sealed record Caller
{
    /// <summary>The name that owns what the caller makes.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// What showed it: the installation's <c>token</c>, a <c>login</c> by password or identity provider, a <c>key</c>, or the <c>session</c> of a browser.
    /// </summary>
    public required string Credential { get; init; }

    /// <summary>What kind of someone it is.</summary>
    public required PrincipalType PrincipalType { get; init; }

    /// <summary>The roles that count for this request: those bound to the caller, or those that its key is narrowed to.</summary>
    public required IReadOnlyList<CallerRole> Roles { get; init; }

    /// <summary>Id of the only sandbox that the caller's key reaches; null for all.</summary>
    public string? Sandbox { get; init; }

    /// <summary>When the session, login or key ends; null for one that does not.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
