using Warren.Images;

namespace Warren.TestKit;

/// <summary>The real <c>warren/worker</c>, built once in a clone and shared by every test project that runs something in it.</summary>
public static class WorkerImage
{
    /// <summary>Folder of the store that holds it: <c>artifacts/test-images</c>, or what <c>WARREN_TEST_IMAGES</c> says.</summary>
    public static string Folder { get; } = Environment.GetEnvironmentVariable("WARREN_TEST_IMAGES")
        ?? Path.Combine(Repository.Root, "artifacts", "test-images");

    /// <summary>Why it cannot be built here, to skip with; null when it can.</summary>
    public static string? MissingHere =>
        !Environment.IsPrivilegedProcess ? "needs root, to build the worker image"
        : !File.Exists("/usr/bin/mmdebstrap") ? "needs mmdebstrap (apt-get install mmdebstrap)"
        : null;

    /// <summary>Builds it unless it was built of this recipe; processes that ask at the same time wait for one build.</summary>
    public static async Task<PreparedImage> PrepareAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var images = Open(http);
        await images.BuildAsync("worker", force: false, progress: null, cancellationToken).ConfigureAwait(false);
        return await images.PrepareAsync("warren/worker", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A service on the store that holds it.</summary>
    public static ImageService Open(HttpClient http) => new(
        new() { StateFolder = Folder, RecipesFolder = Path.Combine(Repository.Root, "images") }, http, TimeProvider.System);
}
