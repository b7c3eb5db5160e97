namespace Warren.Storage.Conformance;

/// <summary>A database for one test, empty at its beginning.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    /// <summary>Opens it; opened again, it is what the next server finds.</summary>
    public abstract Task<SqlStorage> OpenAsync();

    /// <summary>Opens it as another server would that runs beside; where a database has one server only, the same again.</summary>
    public abstract Task<SqlStorage> OpenBesideAsync();

    /// <summary>Lets time pass for the leases that are in it.</summary>
    public abstract Task PassAsync(TimeSpan time);

    /// <summary>Removes it.</summary>
    public abstract ValueTask DisposeAsync();
}
