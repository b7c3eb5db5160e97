using System.Text.Json;

namespace Warren.Drivers.Oci;

/// <summary>Small JSON files that are there as a whole or not at all, also after a crash.</summary>
internal static class SandboxFiles
{
    public static T? Read<T>(string path)
        where T : class
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(file);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes beside the file and renames.</summary>
    /// <param name="path">The file.</param>
    /// <param name="value">Its content.</param>
    /// <param name="durable">Whether it has to survive the host's own crash, which costs a write to the disk.</param>
    public static void Write<T>(string path, T value, bool durable)
    {
        var temporary = path + ".new";
        using (var file = File.Create(temporary))
        {
            JsonSerializer.Serialize(file, value);
            file.Flush(durable);
        }
        File.Move(temporary, path, overwrite: true);
    }
}
