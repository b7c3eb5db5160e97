namespace Warren.Api.Auth;

/// <summary>Signs in: with the server's token a browser, or with name and password.</summary>
public sealed record LoginRequest
{
    /// <summary>The server's token; nothing else is given beside it.</summary>
    public string? Token { get; init; }

    /// <summary>Name of an account.</summary>
    public string? User { get; init; }

    /// <summary>Its password.</summary>
    public string? Pass { get; init; }
}
