namespace Warren.Drivers.Docker;

/// <summary>
/// Which sandboxes are to run: of a container that has ended an engine does not tell whether it was told to. A mark is written before a container is started
/// and removed after it was stopped. It holds when the container had been started before, so that a start which did not come to pass is known.
/// </summary>
internal sealed class StartMarks(string folder)
{
    /// <summary>Says that a sandbox is to run.</summary>
    /// <param name="id">The sandbox.</param>
    /// <param name="startedBefore">When its container was started last.</param>
    public void Write(string id, string startedBefore)
    {
        Directory.CreateDirectory(folder);
        var temporary = PathOf(id) + ".new";
        File.WriteAllText(temporary, startedBefore);
        File.Move(temporary, PathOf(id), overwrite: true);
    }

    /// <summary>When the container had been started before the start that is marked; null where none is.</summary>
    public string? Find(string id)
    {
        try
        {
            return File.ReadAllText(PathOf(id));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Says that a sandbox is not to run.</summary>
    public void Remove(string id)
    {
        if (Directory.Exists(folder))
            File.Delete(PathOf(id));
    }

    private string PathOf(string id) => Path.Combine(folder, id);
}
