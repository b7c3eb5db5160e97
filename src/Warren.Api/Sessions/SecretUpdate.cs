namespace Warren.Api.Sessions;

/// <summary>Another value for a secret.</summary>
public sealed record SecretUpdate
{
    /// <summary>What is secret: 1 to 32768 letters. No answer ever holds it.</summary>
    public required string Value { get; init; }
}
