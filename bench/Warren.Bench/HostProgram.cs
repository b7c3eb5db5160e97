namespace Warren.Bench;

/// <summary>Programs of the host.</summary>
internal static class HostProgram
{
    /// <summary>Finds one on the path; null where it is not installed.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
