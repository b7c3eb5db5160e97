using Warren.TestKit;

namespace Warren.Images.Tests.Recipes;

/// <summary>The worker image, asked for once by all tests of a class.</summary>
public sealed class WorkerImageFixture : IAsyncLifetime
{
    private PreparedImage? _image;

    public PreparedImage Image
    {
        get
        {
            Assert.SkipWhen(_image is null, WorkerImage.MissingHere ?? "");
            return _image!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (WorkerImage.MissingHere is null)
            _image = await WorkerImage.PrepareAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
