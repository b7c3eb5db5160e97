namespace Warren.Server.Hosting;

/// <summary>What can be done with a database's schema.</summary>
public enum DatabaseAction
{
    /// <summary>Look at it.</summary>
    Status,

    /// <summary>Bring it up to date.</summary>
    Migrate,

    /// <summary>Undo steps.</summary>
    Rollback,
}
