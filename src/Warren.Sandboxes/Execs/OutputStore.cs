using System.Collections.Concurrent;

namespace Warren.Sandboxes.Execs;

/// <summary>What the execs of all sandboxes wrote: a folder for each sandbox, read when it is first needed.</summary>
internal sealed class OutputStore(OutputOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Lazy<SandboxOutput>> _outputs = new();

    /// <summary>How much is kept.</summary>
    public OutputOptions Options => options;

    /// <summary>That of one sandbox.</summary>
    public SandboxOutput For(string sandboxId) => _outputs.GetOrAdd(sandboxId, id => new(() => Load(id))).Value;

    /// <summary>That of one sandbox, where it was needed before.</summary>
    public SandboxOutput? TryGet(string sandboxId) => _outputs.TryGetValue(sandboxId, out var output) ? output.Value : null;

    /// <summary>Removes that of a sandbox that is gone.</summary>
    public void Remove(string sandboxId)
    {
        For(sandboxId).RemoveAll();
        _outputs.TryRemove(sandboxId, out _);
    }

    /// <summary>Removes what an earlier process left of sandboxes that are gone.</summary>
    public void RemoveExcept(IReadOnlySet<string> sandboxIds)
    {
        if (!Directory.Exists(options.Folder))
            return;
        foreach (var folder in Directory.EnumerateDirectories(options.Folder))
            if (!sandboxIds.Contains(Path.GetFileName(folder)))
                Directory.Delete(folder, recursive: true);
    }

    /// <summary>Closes every file; this process ends.</summary>
    public void Abandon()
    {
        foreach (var output in _outputs.Values)
            output.Value.Abandon();
    }

    private SandboxOutput Load(string sandboxId)
    {
        var output = new SandboxOutput(Path.Combine(options.Folder, sandboxId), options, time);
        output.Load();
        return output;
    }
}
