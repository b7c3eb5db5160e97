namespace Warren.Api.Sessions;

/// <summary>Keeps a secret for the sessions of a workspace, or for one of them.</summary>
public sealed record SecretSpec
{
    /// <summary>Its name, which is that of the environment variable: letters, digits and <c>_</c>, not first a digit; at most 128.</summary>
    public required string Name { get; init; }

    /// <summary>What is secret: 1 to 32768 letters. No answer ever holds it.</summary>
    public required string Value { get; init; }

    /// <summary>The workspace; default <c>default</c>, or that of the session.</summary>
    public string? Workspace { get; init; }

    /// <summary>The session that alone is given it, by id or name; default every one of the workspace.</summary>
    public string? Session { get; init; }
}
