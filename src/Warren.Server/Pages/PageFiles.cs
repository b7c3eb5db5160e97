using System.Collections.Frozen;
using System.Net.Mime;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using Warren.Server.Hosting;

namespace Warren.Server.Pages;

/// <summary>
/// The built page. It is read once, when it is first wanted: the server goes on with the page it began with, whatever is built
/// meanwhile, and no path of a caller is ever looked up on the disk.
/// </summary>
internal sealed class PageFiles(ServerOptions options)
{
    /// <summary>The document that every address of the page is answered with.</summary>
    public const string Index = "index.html";

    // The build names them by their content.
    private const string HashedFolder = "assets/";
    private const string Forever = "public, max-age=31536000, immutable", AskEachTime = "no-cache";
    private static readonly FileExtensionContentTypeProvider Types = new();
    private readonly Lock _gate = new();
    private FrozenDictionary<string, PageFile>? _files;

    /// <summary>The files by path, with slashes; null where the page was not built.</summary>
    public IReadOnlyDictionary<string, PageFile>? Find()
    {
        lock (_gate)
            return _files ??= Read(options.WebFolder);
    }

    private static FrozenDictionary<string, PageFile>? Read(string folder)
    {
        if (!File.Exists(Path.Combine(folder, Index)))
            return null;
        // A build that is put in its place meanwhile does not mix with this one.
        folder = Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? folder;
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is not (".br" or ".gz"))
            .ToFrozenDictionary(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'), file => ReadFile(folder, file));
    }

    private static PageFile ReadFile(string folder, string file)
    {
        var type = Types.TryGetContentType(file, out var known) ? known : MediaTypeNames.Application.Octet;
        var isHashed = Path.GetRelativePath(folder, file).StartsWith(HashedFolder, StringComparison.Ordinal);
        return new(
            type.StartsWith("text/", StringComparison.Ordinal) ? type + "; charset=utf-8" : type,
            isHashed ? Forever : AskEachTime,
            ReadBytes(file)!, ReadBytes(file + ".br"), ReadBytes(file + ".gz"));
    }

    private static PageBytes? ReadBytes(string file)
    {
        if (!File.Exists(file))
            return null;
        var content = File.ReadAllBytes(file);
        return new(content, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\""));
    }
}
