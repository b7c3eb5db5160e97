using System.Globalization;
using System.Text.Json;
using Warren.Api.Sandboxes;

namespace Warren.Sandboxes.Execs;

/// <summary>The files in the output folder of a sandbox, as they were found.</summary>
internal sealed class OutputFolderFiles
{
    /// <summary>End of the name of a record that was not written whole.</summary>
    public const string Unfinished = ".new";

    private const string RecordEnd = ".json";
    private readonly Dictionary<string, List<(long Start, long Length)>> _segments = [];
    private readonly Dictionary<string, ExecRecord> _records = [];

    /// <summary>Reads a folder; what was written only in part is removed.</summary>
    public OutputFolderFiles(string folder)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
            if (file.Name.EndsWith(Unfinished, StringComparison.Ordinal) || (file.Length == 0 && file.Name.EndsWith(RecordEnd, StringComparison.Ordinal)))
                file.Delete();
            else if (file.Name.EndsWith(RecordEnd, StringComparison.Ordinal))
                Read(file);
            else if (file.Name.Split('.') is [var id, "stdout" or "stderr", var offset] && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var start))
                Add(id, file, start);
    }

    /// <summary>The records; execs that were in the foreground when the server was killed have none, only output.</summary>
    public IEnumerable<ExecRecord> Records => _records.Values;

    /// <summary>Where the record of an exec is.</summary>
    public static string RecordPath(string folder, string execId) => $"{folder}/{execId}{RecordEnd}";

    /// <summary>Offsets and lengths of the files of an output.</summary>
    public IReadOnlyList<(long Start, long Length)> Segments(string execId, string stream) => _segments.GetValueOrDefault($"{execId}.{stream}", []);

    private void Read(FileInfo file)
    {
        using var stream = file.OpenRead();
        try
        {
            if (JsonSerializer.Deserialize(stream, ExecRecordJson.Default.ExecRecord) is { } record && record.Id + RecordEnd == file.Name)
                _records[record.Id] = record;
        }
        catch (JsonException)
        {
            // A crash of the host itself can leave it so; its output says what there is to say.
        }
    }

    private void Add(string id, FileInfo file, long start)
    {
        var key = file.Name[..file.Name.LastIndexOf('.')];
        if (!_segments.TryGetValue(key, out var segments))
            _segments[key] = segments = [];
        segments.Add((start, file.Length));
        _records.TryAdd(id, new() { Id = id, Kind = ExecKind.Exec, Background = false, Command = [], StartedAt = file.CreationTimeUtc });
    }
}
