using Warren.Images;

namespace Warren.Bench;

/// <summary>The image that is measured in: <c>warren/worker</c>, in the store that the tests use too.</summary>
internal static class WorkerImage
{
    /// <summary>Folder of the store: <c>artifacts/test-images</c>, or what <c>WARREN_TEST_IMAGES</c> says.</summary>
    public static string Store { get; } = Path.GetFullPath(
        Environment.GetEnvironmentVariable("WARREN_TEST_IMAGES") ?? Path.Combine(Repository.Root, "artifacts/test-images"));

    /// <summary>Readies it; builds it, which takes a minute, where it was not built of this recipe.</summary>
    /// <exception cref="Api.WarrenException">It cannot be built here; the message says why.</exception>
    public static async Task<PreparedImage> PrepareAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var images = new ImageService(
            new() { StateFolder = Store, RecipesFolder = Path.Combine(Repository.Root, "images") }, http, time);
        await images.BuildAsync("worker", force: false, new Steps(), cancellationToken);
        return await images.PrepareAsync("warren/worker", cancellationToken);
    }

    private sealed class Steps : IProgress<Api.Images.ImageProgress>
    {
        public void Report(Api.Images.ImageProgress value) =>
            Console.Error.WriteLine($"image: {value.Message} ({value.Step}/{value.Steps})");
    }
}
