namespace Warren.Access;

/// <summary>
/// What can be done to a kind of thing. Who may do one of them may do it to what is their own; to do it to what is
/// somebody else's takes <see cref="GetAll"/> beside it.
/// </summary>
public static class Verb
{
    /// <summary>Read one.</summary>
    public const string Get = "get";

    /// <summary>List one's own.</summary>
    public const string List = "list";

    /// <summary>Make one.</summary>
    public const string Create = "create";

    /// <summary>Change one, or its state.</summary>
    public const string Update = "update";

    /// <summary>Remove one.</summary>
    public const string Delete = "delete";

    /// <summary>Run programs in one, and use its files, ports and terminals.</summary>
    public const string Exec = "exec";

    /// <summary>List those of others.</summary>
    public const string ListAll = "list-all";

    /// <summary>Know of those of others.</summary>
    public const string GetAll = "get-all";

    /// <summary>Make new ones of those of others.</summary>
    public const string RemixAll = "remix-all";
}
