namespace Warren.Api.Auth;

/// <summary>Whether one can sign in through an identity provider here.</summary>
public sealed record OidcStatus
{
    /// <summary>Whether the server has one.</summary>
    public required bool Enabled { get; init; }

    /// <summary>What people call it; null where there is none.</summary>
    public string? Name { get; init; }

    /// <summary>The path that a browser begins at, with <c>return</c> for the path to come back to; null where there is none.</summary>
    public string? StartPath { get; init; }
}
