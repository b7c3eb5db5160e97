using Warren.Access;
using Warren.Access.Audit;

namespace Warren.Storage.Conformance;

/// <summary>A database for one test of who may do what.</summary>
public abstract class AccessStoreHarness : IAsyncDisposable
{
    /// <summary>Opens the stores on it; opened again, they are what the next server finds.</summary>
    public abstract Task<(IAccessStore Access, IAuditStore Audit)> OpenAsync();

    /// <summary>Removes it.</summary>
    public abstract ValueTask DisposeAsync();
}
