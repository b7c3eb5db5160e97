namespace Warren.Bench.Figures;

/// <summary>The second half of P5: how many times slower <c>docker exec</c> is.</summary>
internal static class DockerExec
{
    /// <summary>Says why it was not measured.</summary>
    public static Result NotMeasured { get; } = new()
    {
        Figure = "P5 docker exec of /bin/true",
        Budget = ">= 15 x Warren, p50",
        Skipped = File.Exists("/var/run/docker.sock") ? "there is no benchmark of it yet" : "no Docker engine",
    };
}
