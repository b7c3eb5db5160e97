using System.Diagnostics;
using Warren.Api;
using Warren.Api.Images;
using Warren.Images.Tests.Archives;

namespace Warren.Images.Tests.Store;

public sealed class RemovalTests : IDisposable
{
    private readonly TestImages _images = new();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Removed_image_keeps_the_layers_that_another_one_needs()
    {
        var shared = new TestLayer().File("shared").ToTar();
        await ImportAsync("one", shared, new TestLayer().File("one").ToTar());
        await ImportAsync("two", shared, new TestLayer().File("two").ToTar());

        await _images.Service.RemoveAsync("one", Ending);

        Assert.Equal(2, _images.Count("layers"));
        Assert.All((await _images.Service.PrepareAsync("two", Ending)).LayerPaths, layer => Assert.True(Directory.Exists(layer)));
        await _images.Service.RemoveAsync("two", Ending);
        _images.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Image_that_a_sandbox_runs_from_outlives_its_name()
    {
        await ImportAsync("used", new TestLayer().File("file").ToTar());
        var image = await _images.Service.PrepareAsync("used", Ending);
        _images.InUse.Add(image.Digest);

        await _images.Service.RemoveAsync("used", Ending);

        Assert.Equal(image.LayerPaths, (await _images.Service.PrepareAsync(image.Digest, Ending)).LayerPaths);
        _images.InUse.Clear();
        await _images.Open().CollectAsync(Ending);
        _images.AssertNothingIsLeft();
    }

    [Fact]
    public async Task What_a_killed_process_left_half_made_is_removed_by_the_next_start()
    {
        var half = Directory.CreateDirectory(Path.Combine(_images.Store, "tmp", "crashed", "root", "etc"));
        await File.WriteAllTextAsync(Path.Combine(half.FullName, "passwd"), "half", Ending);
        await File.WriteAllTextAsync(Path.Combine(_images.Store, "tmp", "crashed.lock"), "", Ending);

        _ = _images.Open();

        _images.AssertNothingIsLeft();
    }

    [Fact]
    public async Task What_another_process_is_at_work_on_stays()
    {
        var working = Directory.CreateDirectory(Path.Combine(_images.Store, "tmp", "busy")).FullName;
        using var holder = Process.Start(new ProcessStartInfo("flock", [working + ".lock", "cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await holder.StandardInput.WriteLineAsync("held");
        await holder.StandardInput.FlushAsync(Ending);
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync(Ending));

        _ = _images.Open();
        Assert.True(Directory.Exists(working));

        holder.StandardInput.Close();
        await holder.WaitForExitAsync(Ending);
        _ = _images.Open();
        Assert.False(Directory.Exists(working));
    }

    [Fact]
    public async Task Layer_that_is_gone_is_made_again_from_its_blob()
    {
        await ImportAsync("lost", new TestLayer().File("file", "content").ToTar());
        Directory.Delete((await _images.Service.PrepareAsync("lost", Ending)).LayerPaths[0], recursive: true);

        var layer = (await _images.Service.PrepareAsync("lost", Ending)).LayerPaths[0];

        Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(layer, "file"), Ending));
    }

    [Theory]
    [InlineData("warren/worker", ErrorCode.NotFound, "warren image build worker")]
    [InlineData("warren/nothing", ErrorCode.NotFound, "worker")]
    [InlineData("python:3.11-slim", ErrorCode.CapabilityMissing, "pulling from registries is not available yet; import an archive with `warren image import`")]
    public async Task Missing_image_says_how_to_get_it(string reference, ErrorCode code, string says)
    {
        foreach (var call in (Func<Task>[])[() => _images.Service.PrepareAsync(reference, Ending), () => _images.Service.GetAsync(reference, Ending)])
        {
            var missing = await Assert.ThrowsAsync<WarrenException>(call);
            Assert.Equal(code, missing.Code);
            Assert.Contains(says, missing.Message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _images.Dispose();

    private Task<ImageInfo> ImportAsync(string name, params byte[][] layers) =>
        _images.Service.ImportAsync(TestArchive.DockerOfTars(layers), ArchiveKind.Docker, name, null, Ending);
}
