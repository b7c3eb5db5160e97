using Warren.Access.Oidc;

namespace Warren.Server.Auth.Oidc;

/// <summary>A sign-in that a browser has begun, and is at the provider for.</summary>
/// <param name="Request">What the provider's answer has to match.</param>
/// <param name="ReturnPath">The path of this server to go on at.</param>
/// <param name="Terminal">The program that it is for; null for the browser itself.</param>
/// <param name="ExpiresAt">When it is too late.</param>
internal sealed record OidcAttempt(OidcRequest Request, string ReturnPath, TerminalSignIn? Terminal, DateTimeOffset ExpiresAt);
