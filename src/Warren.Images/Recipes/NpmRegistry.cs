using System.Security.Cryptography;
using Warren.Api;

namespace Warren.Images.Recipes;

/// <summary>
/// Fetches package tarballs from the npm registry that this host is set up for, by npm's own order: environment, the user's
/// <c>.npmrc</c>, <c>/etc/npmrc</c> (npm documentation, config and npmrc). A registry that wants credentials is not served.
/// </summary>
internal sealed class NpmRegistry(HttpClient http, Uri registry)
{
    private const string Default = "https://registry.npmjs.org/";

    /// <summary>The registry of this host.</summary>
    public static Uri ForHost()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var configured = Environment.GetEnvironmentVariable("npm_config_registry")
            ?? Environment.GetEnvironmentVariable("NPM_CONFIG_REGISTRY")
            ?? ReadSetting(Path.Combine(home, ".npmrc"))
            ?? ReadSetting("/etc/npmrc");
        return Uri.TryCreate((configured ?? Default).TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new WarrenException(ErrorCode.InvalidRequest, "npm's setting 'registry' on this host is no http or https address.");
    }

    /// <summary>Fetches a package's tarball into a new file and verifies it.</summary>
    /// <exception cref="WarrenException">It cannot be had, or is not what the recipe says.</exception>
    public async Task FetchAsync(NpmPackage package, string file, CancellationToken cancellationToken)
    {
        var baseName = package.Name[(package.Name.LastIndexOf('/') + 1)..];
        var address = new Uri(registry, $"{package.Name}/-/{baseName}-{package.Version}.tgz");
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            await using var content = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using var target = new FileStream(file, FileMode.CreateNew, FileAccess.ReadWrite);
            await content.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
            target.Position = 0;
            var digest = await SHA512.HashDataAsync(target, cancellationToken).ConfigureAwait(false);
            if ($"sha512-{Convert.ToBase64String(digest)}" != package.Integrity)
                throw new WarrenException(ErrorCode.InvalidRequest,
                    $"npm package {package.Name} {package.Version} is not what the recipe's integrity says.");
        }
        catch (HttpRequestException failure)
        {
            throw new WarrenException(ErrorCode.EngineUnavailable,
                $"npm package {package.Name} {package.Version} could not be had from {registry.Host}: {failure.Message}", failure);
        }
    }

    private static string? ReadSetting(string file) => !File.Exists(file) ? null : File.ReadLines(file)
        .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
        .Where(setting => setting is ["registry", { Length: > 0 }])
        .Select(setting => setting[1].Trim('"', '\''))
        .LastOrDefault();
}
