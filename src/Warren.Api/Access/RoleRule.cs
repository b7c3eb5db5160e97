namespace Warren.Api.Access;

/// <summary>What a role allows. <c>*</c> stands for all of a list.</summary>
public sealed record RoleRule
{
    /// <summary>Groups of the API: there is only the empty one, and <c>*</c>.</summary>
    public required IReadOnlyList<string> ApiGroups { get; init; }

    /// <summary>Kinds of things in plural, such as <c>sandboxes</c>.</summary>
    public required IReadOnlyList<string> Resources { get; init; }

    /// <summary>What may be done to them: get, list, create, update, delete, exec, list-all, get-all, remix-all.</summary>
    public required IReadOnlyList<string> Verbs { get; init; }

    /// <summary>Names of the very things; null for all of the kind.</summary>
    public IReadOnlyList<string>? ResourceNames { get; init; }
}
