using Warren.Api;
using Warren.Api.Tools;
using Warren.Cli.Files;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Tools;

/// <summary>
/// A folder of this machine that takes artifacts, by their names. These are a sandbox's: nothing is written outside the
/// folder, nor through a link, and what is there is replaced only where that is wanted.
/// </summary>
/// <param name="folder">The folder; made where it is missing.</param>
/// <param name="mayReplace">Whether files that are there are replaced; else a person is asked, and without one it is refused.</param>
internal sealed class ArtifactFolder(string folder, bool mayReplace)
{
    private const int MostNamed = 5;
    private readonly LocalTree _tree = new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    /// <summary>Copies artifacts of one run into it, each as a whole or not at all.</summary>
    /// <exception cref="WarrenException">One of them cannot be put there; those before it are.</exception>
    public async Task SaveAsync(ArtifactClient client, string sessionId, string run, IReadOnlyList<ToolArtifact> artifacts, CancellationToken cancellationToken)
    {
        var targets = artifacts.Select(artifact => (Artifact: artifact, Path: Resolve(artifact.Name))).ToList();
        var replaces = mayReplace || await MayReplaceAsync(run, targets.Select(target => target.Path).Where(IsThere).ToList(), cancellationToken);
        Directory.CreateDirectory(folder);
        using var meter = new Meter(artifacts.Sum(artifact => artifact.Size));
        foreach (var (artifact, path) in targets)
        {
            _tree.MakeFolder(Path.GetDirectoryName(path)!);
            await SaveAsync(client.ReadAsync(sessionId, run, artifact, cancellationToken), path, replaces, meter, cancellationToken);
        }
    }

    // Into a file of its own first: what is there stays whole until the new one is.
    private static async Task SaveAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> pieces, string path, bool replaces, Meter meter, CancellationToken cancellationToken)
    {
        var part = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetRandomFileName()}");
        try
        {
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
                await foreach (var piece in pieces.WithCancellation(cancellationToken))
                {
                    await file.WriteAsync(piece, cancellationToken);
                    meter.Add(piece.Length);
                }
            // rename(2) takes the place of a link, and does not follow it.
            File.Move(part, path, replaces);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    private string Resolve(string name)
    {
        if (name.Split('/').Any(part => part is "" or "." or "..") || name.Contains('\0', StringComparison.Ordinal))
            throw new WarrenException(ErrorCode.SandboxFailed, $"An artifact is called '{Screen.Printable(name)}', which is no path in a folder; nothing was written.");
        var path = _tree.Resolve(name);
        return new DirectoryInfo(path) is { Exists: true, LinkTarget: null }
            ? throw new WarrenException(ErrorCode.Conflict, $"{path} is a folder here, and a file there.")
            : path;
    }

    private static bool IsThere(string path) => new FileInfo(path) is { Exists: true } or { LinkTarget: not null };

    private static async Task<bool> MayReplaceAsync(string run, List<string> there, CancellationToken cancellationToken)
    {
        if (there.Count == 0)
            return false;
        var names = string.Join(", ", there.Take(MostNamed).Select(Screen.Printable)) + (there.Count > MostNamed ? $" and {there.Count - MostNamed} more" : "");
        var refusal = new WarrenException(ErrorCode.Conflict, $"There already: {names}. --force replaces what is there. Nothing was written; `warren tool artifacts {run}` still has all of it.");
        if (Console.IsInputRedirected || Console.IsErrorRedirected)
            throw refusal;
        await Console.Error.WriteAsync($"There already: {names}. Replace? [y/N] ");
        var answer = await Console.In.ReadLineAsync(cancellationToken);
        return answer?.Trim().StartsWith("y", StringComparison.OrdinalIgnoreCase) == true ? true : throw refusal;
    }
}
