using System.Security.Claims;

namespace Warren.Server.Http;

/// <summary>Who calls.</summary>
internal static class CallerName
{
    /// <summary>The name that owns what the caller makes.</summary>
    public static string OwnerName(this ClaimsPrincipal user) => user.Identity!.Name!;
}
