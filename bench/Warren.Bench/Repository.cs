namespace Warren.Bench;

/// <summary>The repository that the benchmarks were built from.</summary>
internal static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>The published server.</summary>
    public static string Server => Path.Combine(Root, "artifacts/app/current/server/Warren.Server");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Warren.slnx")))
                return folder.FullName;
        throw new InvalidOperationException("The benchmarks do not run from inside the repository.");
    }
}
