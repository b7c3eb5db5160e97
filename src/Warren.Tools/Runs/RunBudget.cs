using Warren.Tools.Artifacts;

namespace Warren.Tools.Runs;

/// <summary>What the artifacts of one run may still take, and what they did not get.</summary>
internal sealed class RunBudget(ArtifactOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _skipped = [];

    /// <summary>Bytes that were taken.</summary>
    public long Bytes { get; private set; }

    /// <summary>Files that were taken.</summary>
    public int Files { get; private set; }

    /// <summary>What was not kept, and why.</summary>
    public IReadOnlyDictionary<string, string> Skipped => _skipped;

    /// <summary>Takes room for bytes of a file that is counted already: all of it, or less where there is no more.</summary>
    public long TakeBytes(long wanted)
    {
        lock (_gate)
        {
            var taken = Math.Min(wanted, options.MaxRunBytes - Bytes);
            Bytes += taken;
            return taken;
        }
    }

    /// <summary>Takes room for a file; false, and noted, where there is none.</summary>
    public bool TryTakeFile(string name, long length)
    {
        lock (_gate)
        {
            if (Files >= options.MaxRunFiles)
                Note(name, $"The run has {options.MaxRunFiles} files already, which is all that are kept.");
            else if (length > options.MaxRunBytes - Bytes)
                Note(name, $"Its {length} bytes are more than what is left of the {options.MaxRunBytes} that are kept of a run.");
            else
            {
                Bytes += length;
                Files++;
                return true;
            }
            return false;
        }
    }

    /// <summary>Counts files that are there anyway, such as the inputs.</summary>
    public void Count(int files, long bytes)
    {
        lock (_gate)
            (Files, Bytes) = (Files + files, Bytes + bytes);
    }

    /// <summary>Notes what is not kept; of very many, the first.</summary>
    public void Note(string name, string why)
    {
        const int most = 1000;
        lock (_gate)
            if (_skipped.Count < most)
                _skipped.TryAdd(name, why);
    }
}
