namespace Warren.Api.Access;

/// <summary>Gives an account another password. Everything that was signed in by the old one is signed out.</summary>
public sealed record PasswordChange
{
    /// <summary>The old one; needed for one's own account.</summary>
    public string? CurrentPassword { get; init; }

    /// <summary>At least 8 characters.</summary>
    public required string NewPassword { get; init; }
}
