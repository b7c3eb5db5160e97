using System.Diagnostics;

namespace Warren.Guest.Tests;

/// <summary>The guest's binary, published if it is missing or old.</summary>
internal static class PublishedGuest
{
    private static readonly Lazy<Task<string>> Published = new(PublishAsync);

    public static Task<string> GetPathAsync() => Published.Value;

    public static string Root { get; } = FindRoot();

    private static async Task<string> PublishAsync()
    {
        using var script = Process.Start(new ProcessStartInfo(Path.Combine(Root, "eng/publish-guest")))!;
        await script.WaitForExitAsync();
        return script.ExitCode == 0
            ? Path.Combine(Root, "artifacts/guest/warren-guest")
            : throw new InvalidOperationException("eng/publish-guest failed");
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Warren.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not inside the repository");
        return folder;
    }
}
