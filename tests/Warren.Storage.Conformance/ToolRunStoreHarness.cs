using Warren.Tools.Runs;

namespace Warren.Storage.Conformance;

/// <summary>A database for one test of the history of tools.</summary>
public abstract class ToolRunStoreHarness : IAsyncDisposable
{
    /// <summary>Opens a store on it; opened again, it is what the next server finds.</summary>
    public abstract Task<IToolRunStore> OpenAsync();

    /// <summary>Removes it.</summary>
    public abstract ValueTask DisposeAsync();
}
