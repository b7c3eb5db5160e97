namespace Warren.Api.Local;

/// <summary>What <c>warren db status</c> shows.</summary>
public sealed record DatabaseStatus
{
    /// <summary><c>sqlite</c> or <c>postgresql</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Which one, without a password.</summary>
    public required string Database { get; init; }

    /// <summary>Every step that is known or applied, in their order.</summary>
    public required IReadOnlyList<DatabaseMigration> Migrations { get; init; }
}
