using System.Text.RegularExpressions;
using Warren.Api;
using Warren.Images.Store;

namespace Warren.Images.Recipes;

/// <summary>Makes the Debian part of an image by mmdebstrap(1).</summary>
internal sealed partial class DebianRoot
{
    /// <summary>What mmdebstrap announces, in its order.</summary>
    private static readonly (string Announced, string Message)[] Phases =
    [
        ("running apt-get update", "read Debian's package lists"),
        ("downloading packages", "download Debian's essential packages"),
        ("extracting archives", "unpack Debian's essential packages"),
        ("installing essential packages", "install Debian's essential packages"),
        ("installing remaining packages", "install Debian packages"),
    ];

    /// <summary>Options of dpkg: a build is thrown away when it fails, so it need not flush every file; no documentation but the licences.</summary>
    private static readonly string[] DpkgOptions =
    [
        "force-unsafe-io",
        "path-exclude=/usr/share/doc/*", "path-include=/usr/share/doc/*/copyright",
        "path-exclude=/usr/share/man/*", "path-exclude=/usr/share/info/*", "path-exclude=/usr/share/lintian/*",
        "path-exclude=/usr/share/locale/*",
    ];

    /// <summary>Steps that <see cref="MakeAsync"/> reports.</summary>
    public static int Steps => Phases.Length;

    /// <summary>Makes the root at a path where nothing is.</summary>
    /// <param name="recipe">What is in it.</param>
    /// <param name="root">Host path of the root.</param>
    /// <param name="report">Takes the step's number, from 1, and what is done in it.</param>
    /// <param name="cancellationToken">Kills the build.</param>
    public static async Task MakeAsync(Recipe recipe, string root, Action<int, string> report, CancellationToken cancellationToken)
    {
        RequireHost();
        List<string> settings = [];
        await ContainedProcess.RunAsync(["apt-config", "dump", "--no-empty", "--format", "%F \"%v\";%n", "Acquire"], settings.Add, cancellationToken)
            .ConfigureAwait(false);
        var step = 0;
        try
        {
            await ContainedProcess.RunAsync([.. Arguments(recipe, root, settings)], line =>
            {
                if (Array.FindIndex(Phases, phase => line.StartsWith($"I: {phase.Announced}", StringComparison.Ordinal)) is >= 0 and var phase)
                    report(step = phase + 1, Phases[phase].Message);
                else if (SettingUp().Match(line) is { Success: true } package)
                    report(step, $"install {package.Groups[1].Value}");
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (WarrenException failure)
        {
            // What it wrote names files by their path on the host; callers know them by their path in the image.
            throw new WarrenException(failure.Code, failure.Message.Replace(root, "", StringComparison.Ordinal), failure);
        }
    }

    private static void RequireHost()
    {
        if (!Environment.IsPrivilegedProcess)
            throw new WarrenException(ErrorCode.CapabilityMissing, "Building an image needs root rights: owners in it must be set.");
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        if (!path.Any(folder => File.Exists(Path.Combine(folder, "mmdebstrap"))))
            throw new WarrenException(ErrorCode.CapabilityMissing,
                "Building an image needs mmdebstrap; install it with `apt-get install mmdebstrap debian-archive-keyring`.");
    }

    private static IEnumerable<string> Arguments(Recipe recipe, string root, List<string> settings) =>
    [
        "mmdebstrap", "--mode=root", "--format=directory", "--variant=apt", "--verbose",
        $"--architectures={OciPlatform.Host.Architecture}",
        .. DpkgOptions.Select(option => $"--dpkgopt={option}"),
        .. settings.Where(setting => NetworkSetting().IsMatch(setting)).Select(setting => $"--aptopt={setting.TrimEnd(';')}"),
        .. recipe.Packages.Count > 0 ? (string[])[$"--include={string.Join(',', recipe.Packages)}"] : [],
        recipe.Suite, root,
        .. AptSources.ForHost(recipe.Suite),
    ];

    [GeneratedRegex(@"\ASetting up ([^ :]+)")]
    private static partial Regex SettingUp();

    /// <summary>The operator's settings of how to reach a mirror, which mmdebstrap does not read by itself.</summary>
    [GeneratedRegex(@"\AAcquire::((https?::(Proxy|Timeout)|Retries|ForceIPv[46]|Check-Valid-Until|Check-Date)\b)[^\n]*;\z")]
    private static partial Regex NetworkSetting();
}
