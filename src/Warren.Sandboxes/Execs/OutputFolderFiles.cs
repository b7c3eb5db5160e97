using System.Globalization;
using Warren.Api.Sandboxes;

namespace Warren.Sandboxes.Execs;

/// <summary>The files in the output folder of a sandbox, as they were found.</summary>
internal sealed class OutputFolderFiles
{
    private readonly Dictionary<string, List<(long Start, long Length)>> _segments = [];
    private readonly Dictionary<string, ExecRecord> _records;

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="records">The records that are stored of its execs.</param>
    public OutputFolderFiles(string folder, IEnumerable<ExecRecord> records)
    {
        _records = records.ToDictionary(record => record.Id);
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
            if (file.Name.Split('.') is [var id, "stdout" or "stderr", var offset] && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var start))
                Add(id, file, start);
    }

    /// <summary>The records; execs that were in the foreground when the server was killed have none stored, only output.</summary>
    public IEnumerable<ExecRecord> Records => _records.Values;

    /// <summary>Offsets and lengths of the files of an output.</summary>
    public IReadOnlyList<(long Start, long Length)> Segments(string execId, string stream) => _segments.GetValueOrDefault($"{execId}.{stream}", []);

    private void Add(string id, FileInfo file, long start)
    {
        var key = file.Name[..file.Name.LastIndexOf('.')];
        if (!_segments.TryGetValue(key, out var segments))
            _segments[key] = segments = [];
        segments.Add((start, file.Length));
        _records.TryAdd(id, new() { Id = id, Kind = ExecKind.Exec, Background = false, Command = [], StartedAt = file.CreationTimeUtc });
    }
}
