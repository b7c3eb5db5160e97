namespace Warren.Access.Subjects;

/// <summary>Whom a provider vouches for.</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="Subject">What it calls them, and nobody else, ever.</param>
/// <param name="DisplayName">How people call them; null where it does not say.</param>
public sealed record SubjectIdentity(string Issuer, string Subject, string? DisplayName);
