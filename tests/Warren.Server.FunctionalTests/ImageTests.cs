using Warren.Api;
using Warren.TestKit;

namespace Warren.Server.FunctionalTests;

public sealed class ImageTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => ServerFixture.Token;

    [Fact]
    public async Task An_uploaded_archive_becomes_an_image()
    {
        var images = server.Client.Images;
        using var archive = new MemoryStream(TinyImage.Archive());

        var steps = await images.ImportAsync("team/tool:1", "docker", archive, Token).ToListAsync(Token);

        Assert.NotEmpty(steps);
        Assert.Contains(await images.ListAsync(Token), image => image.Reference == "team/tool:1");
        await images.RemoveAsync("team/tool:1", Token);
        Assert.DoesNotContain(await images.ListAsync(Token), image => image.Reference == "team/tool:1");
    }

    [Fact]
    public async Task What_is_no_archive_is_refused()
    {
        using var noise = new MemoryStream([.. Enumerable.Range(0, 4096).Select(number => (byte)number)]);

        var refused = await Assert.ThrowsAsync<WarrenException>(() => server.Client.Images.ImportAsync("noise:1", "oci", noise, Token).ToListAsync(Token).AsTask());

        Assert.Equal(ErrorCode.InvalidRequest, refused.Code);
    }

    [Fact]
    public async Task A_kind_of_archive_that_is_not_known_is_refused()
    {
        using var archive = new MemoryStream(TinyImage.Archive());

        var refused = await Assert.ThrowsAsync<WarrenException>(() => server.Client.Images.ImportAsync("tool:1", "zip", archive, Token).ToListAsync(Token).AsTask());

        Assert.Equal((ErrorCode.InvalidRequest, "The kind of an archive is oci or docker."), (refused.Code, refused.Message));
    }
}
