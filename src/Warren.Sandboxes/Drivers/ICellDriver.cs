namespace Warren.Sandboxes.Drivers;

/// <summary>A driver that can make sandboxes that hold cells.</summary>
public interface ICellDriver : ISandboxDriver
{
    /// <summary>Runtimes whose sandboxes can; of <see cref="DriverCapabilities.Runtimes"/>.</summary>
    IReadOnlyList<string> CellRuntimes { get; }

    /// <summary>Times the kernel has killed in a slot for memory. Cheap: asked before and after every program.</summary>
    long CountOomKills(string id, int slot);
}
