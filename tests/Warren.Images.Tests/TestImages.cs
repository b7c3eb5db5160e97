using Warren.TestKit;

namespace Warren.Images.Tests;

/// <summary>An image service on a store of its own, with a folder beside it that nothing may touch.</summary>
public sealed class TestImages : IDisposable
{
    private readonly HttpClient _http = new();

    public TestImages()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: owners and whiteouts are made");
        Outside = Directory.CreateDirectory(Path.Combine(Folder, "outside")).FullName;
        File.WriteAllText(Path.Combine(Outside, "canary"), "sings");
        Service = Open();
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("warren-images-").FullName;

    public string Store => Path.Combine(Folder, "store");

    public string Outside { get; }

    public ImageService Service { get; }

    public List<string> InUse { get; } = [];

    public ImageService Open(UnpackLimits? limits = null) => new(new()
    {
        StateFolder = Store,
        RecipesFolder = Path.Combine(Repository.Root, "images"),
        Limits = limits ?? new(),
        PreparedGrace = TimeSpan.Zero,
        ImagesInUse = _ => Task.FromResult<IReadOnlyCollection<string>>(InUse),
    }, _http, TimeProvider.System);

    /// <summary>Number of files, or of unpacked layers, in a part of the store.</summary>
    public int Count(string part) => Directory.GetFileSystemEntries(Path.Combine(Store, part)).Length;

    public void AssertNothingIsLeft()
    {
        Assert.Equal("sings", File.ReadAllText(Path.Combine(Outside, "canary")));
        Assert.Single(Directory.GetFileSystemEntries(Outside));
        Assert.Equal([0, 0, 0, 0], [Count("blobs/sha256"), Count("layers"), Count("refs"), Count("tmp")]);
    }

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
