namespace Warren.Sandboxes.Drivers;

/// <summary>A driver that measures what a sandbox uses from outside, so that nothing in it can falsify the figures.</summary>
public interface IStatisticsDriver : ISandboxDriver
{
    /// <summary>Reads what a running or paused sandbox uses now.</summary>
    /// <exception cref="Api.WarrenException">InvalidState: nothing of it runs.</exception>
    Task<SandboxUsage> ReadStatisticsAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Processor time used since its start, in seconds over all cores; null where nothing of it runs. Cheap: what has
    /// not used any has not changed anything else either, which spares reading the rest.
    /// </summary>
    double? ReadCpuSeconds(string id);

    /// <summary>Times the kernel has killed in it for memory. Cheap: asked before and after every exec.</summary>
    long CountOomKills(string id);
}
