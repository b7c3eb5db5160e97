using Warren.Api.Sandboxes;

namespace Warren.Sandboxes.Drivers;

/// <summary>A driver that measures what a sandbox uses from outside, so that nothing in it can falsify the figures.</summary>
public interface IStatisticsDriver : ISandboxDriver
{
    /// <summary>Reads what a running or paused sandbox uses now.</summary>
    Task<SandboxStatistics> ReadStatisticsAsync(string id, CancellationToken cancellationToken);

    /// <summary>Times the kernel has killed in it for memory. Cheap: asked before and after every exec.</summary>
    long CountOomKills(string id);
}
