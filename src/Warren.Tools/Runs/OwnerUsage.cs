using Warren.Api;
using Warren.Tools.Artifacts;

namespace Warren.Tools.Runs;

/// <summary>Counts what the artifacts of each owner take.</summary>
internal sealed class OwnerUsage(ArtifactOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Bytes, long Files)> _owners = [];

    /// <summary>Begins with what is stored.</summary>
    public void Set(IEnumerable<ToolUsage> stored)
    {
        lock (_gate)
            foreach (var usage in stored)
                _owners[usage.Owner] = (usage.Bytes, usage.Files);
    }

    /// <summary>What the artifacts of an owner take; null for those of all.</summary>
    public (long Bytes, long Files) Read(string? owner)
    {
        lock (_gate)
            return owner is not null
                ? _owners.GetValueOrDefault(owner)
                : (_owners.Values.Sum(usage => usage.Bytes), _owners.Values.Sum(usage => usage.Files));
    }

    /// <summary>Fails where an owner has as many as may be.</summary>
    /// <exception cref="WarrenException">TooManyRequests.</exception>
    public void Require(string owner)
    {
        lock (_gate)
        {
            var (bytes, files) = _owners.GetValueOrDefault(owner);
            if (bytes >= options.MaxOwnerBytes || files >= options.MaxOwnerFiles)
                throw new WarrenException(ErrorCode.TooManyRequests,
                    $"Your artifacts take {bytes} bytes in {files} files, of {options.MaxOwnerBytes} bytes and {options.MaxOwnerFiles} files that you may have; delete runs that you do not need.");
        }
    }

    /// <summary>Adds what a run has taken, or takes it off.</summary>
    /// <param name="record">The run.</param>
    /// <param name="sign">1 or -1.</param>
    public void Add(ToolRunRecord record, int sign)
    {
        lock (_gate)
        {
            var (bytes, files) = _owners.GetValueOrDefault(record.Owner);
            _owners[record.Owner] = (bytes + (sign * record.Run.Bytes), files + (sign * record.Run.Files));
        }
    }
}
