namespace Warren.Bench.Figures;

/// <summary>The second half of P5: how many times slower <c>docker exec</c> is.</summary>
internal static class DockerExec
{
    /// <summary>The line for a host where it cannot be measured.</summary>
    public static Result NotMeasured { get; } = new()
    {
        Figure = "P5 docker exec of /bin/true",
        Budget = ">= 15 x Warren, p50",
        Skipped = "no Docker engine",
    };
}
