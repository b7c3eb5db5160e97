namespace Warren.Storage.Postgres;

/// <summary>Keys of the advisory locks that servers on a database share; of no meaning but that nobody else uses them.</summary>
internal static class PostgresLocks
{
    /// <summary>Held by the one transaction that writes, to its end.</summary>
    public const long Writer = 0x5741_5252_454E_0001;

    /// <summary>Held by who changes the schema.</summary>
    public const long Schema = 0x5741_5252_454E_0002;

    /// <summary>Shared by every server that runs, so that nobody takes its schema away.</summary>
    public const long Servers = 0x5741_5252_454E_0003;
}
