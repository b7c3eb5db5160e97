using System.Text.Json;

namespace Warren.Drivers.Oci;

/// <summary>Small JSON files that are there as a whole or not at all, also when the server is killed.</summary>
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

    /// <summary>Writes beside the file and renames. It is not forced to the disk.</summary>
    public static void Write<T>(string path, T value)
    {
        var temporary = path + ".new";
        using (var file = File.Create(temporary))
            JsonSerializer.Serialize(file, value);
        File.Move(temporary, path, overwrite: true);
    }
}
