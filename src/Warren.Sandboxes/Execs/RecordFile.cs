using System.Buffers;
using System.Text.Json;

namespace Warren.Sandboxes.Execs;

/// <summary>
/// The records of the execs of one sandbox: lines of JSON, of which the last about an exec counts. Whatever is stored at
/// once is added by one write, which is in the kernel's page cache afterwards and so survives the end of this process; a
/// file for each exec costs ten times the processor time. Written anew once most of its lines are out of date.
/// </summary>
internal sealed class RecordFile(string folder)
{
    private const string Name = "execs";
    private const string Unfinished = ".new";
    private const int MostOutdated = 1024;
    private const byte EndOfLine = (byte)'\n';

    private readonly string _path = Path.Combine(folder, Name);
    private readonly ArrayBufferWriter<byte> _text = new();
    private long _length;
    private int _lines;

    /// <summary>Whether it is worth to be written anew for so many execs.</summary>
    public bool IsOutdated(int execs) => _lines > MostOutdated + (2 * execs);

    /// <summary>Reads what an earlier process left; a line that it had not written to its end is not one.</summary>
    public IReadOnlyCollection<ExecRecord> Load()
    {
        File.Delete(_path + Unfinished);
        if (!File.Exists(_path))
            return [];
        Dictionary<string, ExecRecord> records = [];
        var text = File.ReadAllBytes(_path).AsSpan();
        for (int end; (end = text.IndexOf(EndOfLine)) >= 0; text = text[(end + 1)..])
        {
            (_length, _lines) = (_length + end + 1, _lines + 1);
            if (TryRead(text[..end]) is { } line)
                Take(line, records);
        }
        return records.Values;
    }

    /// <summary>Adds lines; all of them, or none that counts.</summary>
    /// <exception cref="IOException">They could not be written.</exception>
    public void Append(IReadOnlyCollection<StoredExec> lines)
    {
        Write(lines);
        using (var file = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read))
            RandomAccess.Write(file, _text.WrittenSpan, _length);
        (_length, _lines) = (_length + _text.WrittenCount, _lines + lines.Count);
    }

    /// <summary>Writes it anew.</summary>
    /// <exception cref="IOException">It could not be written, and is what it was.</exception>
    public void Replace(IReadOnlyCollection<StoredExec> lines)
    {
        Write(lines);
        using (var file = File.OpenHandle(_path + Unfinished, FileMode.Create, FileAccess.Write))
            RandomAccess.Write(file, _text.WrittenSpan, 0);
        File.Move(_path + Unfinished, _path, overwrite: true);
        (_length, _lines) = (_text.WrittenCount, lines.Count);
    }

    private void Write(IEnumerable<StoredExec> lines)
    {
        _text.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_text);
        foreach (var line in lines)
        {
            JsonSerializer.Serialize(json, line, ExecRecordJson.Default.StoredExec);
            json.Flush();
            json.Reset();
            _text.Write([EndOfLine]);
        }
    }

    private static StoredExec? TryRead(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ExecRecordJson.Default.StoredExec);
        }
        catch (JsonException)
        {
            // A full disk, or a crash of the host itself, can leave it so; its output says what there is to say.
            return null;
        }
    }

    private static void Take(StoredExec line, Dictionary<string, ExecRecord> records)
    {
        if (line.Record is { } record)
            records[record.Id] = record;
        else if (line.Removed is { } removed)
            records.Remove(removed);
    }
}
