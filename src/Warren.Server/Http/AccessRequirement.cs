namespace Warren.Server.Http;

/// <summary>What an endpoint does to which kind of thing, by which it is decided who may call it.</summary>
/// <param name="Verb">One of <see cref="Warren.Access.Verb"/>; empty where it takes none.</param>
/// <param name="Resource">The kind, in plural.</param>
public sealed record AccessRequirement(string Verb, string Resource)
{
    /// <summary>Nothing but to have shown who one is.</summary>
    /// <param name="resource">The kind that it is about.</param>
    public static AccessRequirement SignIn(string resource) => new("", resource);
}
