using System.Text.Json;
using Warren.Api;

namespace Warren.Sandboxes;

/// <summary>
/// Records as one JSON file each. A record is replaced by renaming a new file over it, so it is always whole. It is
/// not forced to the disk: processes do not outlive the host's own crash either.
/// </summary>
public sealed class FileSandboxStore : ISandboxStore
{
    private const string Unfinished = ".new";
    private readonly string _folder;

    /// <summary>Keeps the files in a folder, which is made if it is missing.</summary>
    public FileSandboxStore(string folder) => _folder = Directory.CreateDirectory(folder).FullName;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SandboxRecord>> LoadAsync(CancellationToken cancellationToken)
    {
        List<SandboxRecord> records = [];
        foreach (var path in Directory.EnumerateFiles(_folder))
        {
            // A new file is empty when the host itself crashed before it was written out.
            if (path.EndsWith(Unfinished, StringComparison.Ordinal) || new FileInfo(path).Length == 0)
            {
                File.Delete(path);
                continue;
            }
            records.Add(await ReadAsync(path, cancellationToken));
        }
        return records;
    }

    /// <inheritdoc/>
    public Task SaveAsync(SandboxRecord record, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = PathOf(record.Snapshot.Id);
        File.WriteAllBytes(path + Unfinished, JsonSerializer.SerializeToUtf8Bytes(record));
        File.Move(path + Unfinished, path, overwrite: true);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        File.Delete(PathOf(id));
        return Task.CompletedTask;
    }

    private static async Task<SandboxRecord> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        try
        {
            return (await JsonSerializer.DeserializeAsync<SandboxRecord>(file, cancellationToken: cancellationToken))!;
        }
        catch (JsonException failure)
        {
            throw new WarrenException(ErrorCode.Internal,
                $"The sandbox record {Path.GetFileName(path)} cannot be read. Restore it, or move it away: the sandbox is then removed.", failure);
        }
    }

    private string PathOf(string id) => Path.Combine(_folder, id + ".json");
}
