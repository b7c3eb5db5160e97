namespace Warren.Tools.Artifacts;

/// <summary>The folders of all runs.</summary>
public sealed class ArtifactStore(ArtifactOptions options)
{
    /// <summary>Limits.</summary>
    public ArtifactOptions Options => options;

    /// <summary>The folder of a run, whether or not it is there.</summary>
    public RunFolder Of(string runId) => new(Path.Combine(options.Folder, runId[..2], runId));

    /// <summary>Deletes everything of a run; nothing where nothing is there.</summary>
    public void Delete(string runId)
    {
        try
        {
            Directory.Delete(Of(runId).Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
    }

    /// <summary>Deletes what is of no run, such as what a server left that was killed between two writes.</summary>
    /// <param name="isKnown">Whether a run of an id exists.</param>
    public void DeleteUnknown(Func<string, bool> isKnown)
    {
        if (!Directory.Exists(options.Folder))
            return;
        foreach (var run in Directory.EnumerateDirectories(options.Folder).SelectMany(Directory.EnumerateDirectories).Select(folder => Path.GetFileName(folder)))
            if (Sandboxes.SandboxId.IsValid(run) && !isKnown(run))
                Delete(run);
    }
}
