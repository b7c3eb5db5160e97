using System.Text.Json;
using Warren.Api;
using Warren.Sandboxes;

namespace Warren.Storage;

/// <summary>Takes over the records that versions before the database kept as one JSON file each.</summary>
public static class RecordFiles
{
    private const string Unfinished = ".new";

    /// <summary>Stores every record of a folder, then removes the folder. Cut off in the middle, it begins again.</summary>
    /// <exception cref="WarrenException">A record cannot be read.</exception>
    public static async Task ImportAsync(string folder, ISandboxStore store, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var path in Directory.EnumerateFiles(folder, "*.json"))
            // A file is empty when the host itself crashed before it was written out.
            if (!path.EndsWith(Unfinished, StringComparison.Ordinal) && new FileInfo(path).Length > 0)
                await store.SaveAsync(await ReadAsync(path, cancellationToken), [], null, cancellationToken);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<SandboxRecord> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        try
        {
            return await JsonSerializer.DeserializeAsync(file, StorageJson.Default.SandboxRecord, cancellationToken) ?? throw new JsonException();
        }
        catch (JsonException failure)
        {
            throw new WarrenException(ErrorCode.Internal,
                $"The sandbox record {Path.GetFileName(path)} cannot be read. Restore it, or move it away: the sandbox is then removed.", failure);
        }
    }
}
