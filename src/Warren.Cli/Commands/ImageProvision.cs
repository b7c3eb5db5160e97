using Warren.Api;
using Warren.Api.Images;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary>Makes sure that an image is in the store before a sandbox is asked for.</summary>
internal static class ImageProvision
{
    private const string OwnPrefix = "warren/";

    /// <summary>Builds the image where it is one of Warren's own and missing.</summary>
    public static async Task EnsureAsync(WarrenClient client, string? image, CancellationToken cancellationToken)
    {
        image ??= (await client.GetVersionAsync(cancellationToken)).DefaultImage;
        try
        {
            await client.Images.GetAsync(image, cancellationToken);
        }
        catch (WarrenException missing) when (missing.Code == ErrorCode.NotFound && image.StartsWith(OwnPrefix, StringComparison.Ordinal))
        {
            await WatchAsync($"Building the image {image}", client.Images.BuildAsync(image, force: false, cancellationToken));
        }
    }

    /// <summary>Shows the steps of a build or import.</summary>
    public static async Task WatchAsync(string title, IAsyncEnumerable<ImageProgress> steps)
    {
        using var progress = new Progress();
        progress.Show(title + " ...");
        await foreach (var step in steps)
            progress.Show($"{title} ({step.Step}/{step.Steps}): {step.Message}");
    }
}
