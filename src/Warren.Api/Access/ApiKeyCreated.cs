namespace Warren.Api.Access;

/// <summary>A key that was made. This is the only time that it is shown.</summary>
public sealed record ApiKeyCreated
{
    /// <summary>The key, <c>wk_ID_SECRET</c>: to be sent as <c>X-API-Key</c> or <c>Authorization: Bearer</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What is known of it.</summary>
    public required ApiKey Info { get; init; }
}
