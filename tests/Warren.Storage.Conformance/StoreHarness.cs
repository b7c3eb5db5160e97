using Warren.Sandboxes;

namespace Warren.Storage.Conformance;

/// <summary>A database for one test.</summary>
public abstract class StoreHarness : IAsyncDisposable
{
    /// <summary>Opens a store on it; opened again, it is what the next server finds.</summary>
    public abstract Task<ISandboxStore> OpenAsync();

    /// <summary>Removes it.</summary>
    public abstract ValueTask DisposeAsync();
}
