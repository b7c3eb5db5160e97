using System.Security.Claims;
using System.Security.Principal;

namespace Warren.Server.Auth;

/// <summary>Makes and reads the principal of a request.</summary>
internal static class CallerIdentity
{
    /// <summary>The name that owns everything, as long as there are no accounts.</summary>
    public const string LocalOwner = "local";

    private const string Kind = "warren:credential";
    private static readonly ClaimsPrincipal Local = Create(LocalOwner, Auth.Credential.Token);

    /// <summary>Whoever has the token.</summary>
    public static ClaimsPrincipal OfToken => Local;

    /// <summary>A caller by name.</summary>
    public static ClaimsPrincipal Create(string owner, Credential credential) =>
        new(new ClaimsIdentity(new GenericIdentity(owner), [new Claim(Kind, credential.ToString())]));

    /// <summary>What showed who it is.</summary>
    public static Credential Credential(this ClaimsPrincipal user) => Enum.Parse<Credential>(user.FindFirstValue(Kind)!);
}
