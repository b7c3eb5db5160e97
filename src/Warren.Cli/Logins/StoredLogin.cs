namespace Warren.Cli.Logins;

/// <summary>What the command line shows a server that it was logged in at.</summary>
internal sealed record StoredLogin
{
    /// <summary>Name of the account; null for a key or token that was given as it is.</summary>
    public string? User { get; init; }

    /// <summary>What is sent.</summary>
    public required string Token { get; init; }

    /// <summary>Gives the next token, once; null for a key.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>When the token ends; null for a key.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
