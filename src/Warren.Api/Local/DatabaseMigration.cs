namespace Warren.Api.Local;

/// <summary>One step of the database's schema.</summary>
public sealed record DatabaseMigration
{
    /// <summary>Its place in the order.</summary>
    public required int Number { get; init; }

    /// <summary>Number and what it is about, such as <c>0002-tool-runs</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the database has it.</summary>
    public required bool Applied { get; init; }

    /// <summary>When it got it; null where it does not have it, or since before that was noted.</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    /// <summary>Whether it is of a newer version of Warren, which this one does not know.</summary>
    public bool Newer { get; init; }

    /// <summary>What is lost by undoing it; null for nothing.</summary>
    public string? Loses { get; init; }
}
