using System.Security.Claims;
using Warren.Access;

namespace Warren.Server.Http;

/// <summary>Who calls.</summary>
internal static class CallerName
{
    /// <summary>Whose things a request is about: the name that owns what the caller makes, or another owner that they act for.</summary>
    public static string OwnerName(this ClaimsPrincipal user) => user.Caller().OwnerName;

    /// <summary>Who calls, and what their credential narrows them to.</summary>
    public static Principal Caller(this ClaimsPrincipal user) => (Principal)user;
}
