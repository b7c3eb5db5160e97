using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Warren.Api;

namespace Warren.Tools.Artifacts;

/// <summary>
/// The folder of one run: what was asked for, an index, and four files of bytes. The position of a byte of an output in its
/// file is that in the output, so that who goes on after a crash knows where.
/// </summary>
public sealed class RunFolder
{
    private const string IndexName = "index.json", RequestName = "request.json";

    internal RunFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    internal string Path { get; }

    /// <summary>The file of what it was given.</summary>
    public string Inputs => File("inputs");

    /// <summary>The file of what it created or changed.</summary>
    public string Outputs => File("outputs");

    /// <summary>The file of one of its two outputs; not there where nothing was written.</summary>
    public string Stream(bool isError) => File(isError ? "stderr" : "stdout");

    /// <summary>Bytes of one of its two outputs.</summary>
    public long StreamLength(bool isError) => new FileInfo(Stream(isError)) is { Exists: true } file ? file.Length : 0;

    /// <summary>Makes the folder with what a run was asked for and given.</summary>
    internal ArtifactIndex Create(ReadOnlySpan<byte> request, IReadOnlyList<ToolFile> files)
    {
        Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using (var body = Open(File(RequestName)))
            RandomAccess.Write(body, request, 0);
        var entries = new List<ArtifactEntry>(files.Count);
        using (var inputs = Open(Inputs))
        {
            var offset = 0L;
            foreach (var file in files)
            {
                RandomAccess.Write(inputs, file.Content.Span, offset);
                entries.Add(new(file.Name, offset, file.Content.Length));
                offset += file.Content.Length;
            }
        }
        var index = new ArtifactIndex { Inputs = entries };
        WriteIndex(index);
        return index;
    }

    /// <summary>What it was asked for, as JSON.</summary>
    /// <exception cref="WarrenException">NotFound: it was deleted meanwhile.</exception>
    public byte[] ReadRequest() => Read(RequestName);

    /// <summary>What its files hold.</summary>
    /// <exception cref="WarrenException">NotFound: it was deleted meanwhile.</exception>
    public ArtifactIndex ReadIndex() => JsonSerializer.Deserialize(Read(IndexName), ArtifactJson.Default.ArtifactIndex)!;

    /// <summary>What its files hold; null where the run was cut off before that was written.</summary>
    internal ArtifactIndex? TryReadIndex() => System.IO.File.Exists(File(IndexName)) ? ReadIndex() : null;

    /// <summary>Replaces the index: a reader finds the old or the new one.</summary>
    internal void WriteIndex(ArtifactIndex index)
    {
        var draft = File(IndexName + ".new");
        using (var file = Open(draft))
            RandomAccess.Write(file, JsonSerializer.SerializeToUtf8Bytes(index, ArtifactJson.Default.ArtifactIndex), 0);
        System.IO.File.Move(draft, File(IndexName), overwrite: true);
    }

    /// <summary>Opens a file of bytes to be written, which is made where it is missing.</summary>
    internal static SafeFileHandle Open(string path) => System.IO.File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read | FileShare.Delete);

    private string File(string name) => System.IO.Path.Combine(Path, name);

    private byte[] Read(string name)
    {
        try
        {
            return System.IO.File.ReadAllBytes(File(name));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new WarrenException(ErrorCode.NotFound, "The run was deleted.", gone);
        }
    }
}
