using Warren.Api;
using Warren.Api.Images;
using Warren.TestKit;

namespace Warren.Images.Tests.Recipes;

public sealed class BuildTests : IDisposable
{
    private readonly TestImages _images = new();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cancelled_build_leaves_nothing_and_no_process()
    {
        Assert.SkipWhen(WorkerImage.MissingHere is not null, WorkerImage.MissingHere ?? "");
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        var progress = new Watch(step =>
        {
            if (step.Message.StartsWith("unpack Debian", StringComparison.Ordinal))
                cancelling.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _images.Service.BuildAsync("worker", false, progress, cancelling.Token));

        _images.AssertNothingIsLeft();
        Assert.DoesNotContain(Directory.EnumerateDirectories("/proc").Select(CommandLine), line => line.Contains(_images.Folder, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Second_build_of_the_same_recipe_does_nothing()
    {
        Assert.SkipWhen(WorkerImage.MissingHere is not null, WorkerImage.MissingHere ?? "");
        await WorkerImage.PrepareAsync(Ending);
        using var http = new HttpClient();
        List<ImageProgress> steps = [];

        await WorkerImage.Open(http).BuildAsync("warren/worker", force: false, new Watch(steps.Add), Ending);

        Assert.Equal("warren/worker is built already", Assert.Single(steps).Message);
    }

    [Fact]
    public async Task Unknown_recipe_is_refused_with_those_there_are()
    {
        var unknown = await Assert.ThrowsAsync<WarrenException>(() => _images.Service.BuildAsync("nothing", false, null, Ending));

        Assert.Equal(ErrorCode.NotFound, unknown.Code);
        Assert.Contains("worker", unknown.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _images.Dispose();

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private sealed class Watch(Action<ImageProgress> on) : IProgress<ImageProgress>
    {
        public void Report(ImageProgress value) => on(value);
    }
}
