namespace Warren.TestKit;

/// <summary>The folder of the repository that the tests were built from.</summary>
public static class Repository
{
    /// <summary>Its path.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Warren.slnx")))
                return folder.FullName;
        throw new InvalidOperationException("The tests do not run from inside the repository.");
    }
}
