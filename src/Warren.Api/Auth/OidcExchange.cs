namespace Warren.Api.Auth;

/// <summary>Asks for the login of somebody who has signed in with a browser for a program.</summary>
public sealed record OidcExchange
{
    /// <summary>The code that the browser was given: good once, and for two minutes.</summary>
    public required string Code { get; init; }

    /// <summary>What the <c>challenge</c> that the program began with was made from (RFC 7636, section 4.1).</summary>
    public required string Verifier { get; init; }
}
