using System.IO.Compression;
using System.Text;
using Warren.Server.Hosting;

namespace Warren.Server.FunctionalTests;

/// <summary>The server with a small page of the form that the build gives it, beside a file that is none of it.</summary>
public sealed class PageServer : ServerFixture
{
    public const string Index = "<!doctype html><title>Warren</title>", Script = "console.log('the page')", Secret = "not of the page";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-page-");

    public string WebFolder => Path.Combine(_folder.FullName, "web");

    protected override ServerOptions Configure(ServerOptions options)
    {
        Directory.CreateDirectory(Path.Combine(WebFolder, "assets"));
        File.WriteAllText(Path.Combine(_folder.FullName, "secret.txt"), Secret);
        File.WriteAllText(Path.Combine(WebFolder, "index.html"), Index);
        File.WriteAllText(Path.Combine(WebFolder, "icon.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        var script = Path.Combine(WebFolder, "assets", "index-Ab3.js");
        File.WriteAllText(script, Script);
        using (var brotli = new BrotliStream(File.Create(script + ".br"), CompressionLevel.Fastest))
            brotli.Write(Encoding.UTF8.GetBytes(Script));
        using (var gzip = new GZipStream(File.Create(script + ".gz"), CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(Script));
        return options with { DebugPage = true, WebFolder = WebFolder };
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
