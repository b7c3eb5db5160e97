using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Warren.Api.Files;

namespace Warren.Tools.Artifacts;

/// <summary>Gives files of a sandbox the names that callers know them by, each once.</summary>
internal sealed class ArtifactNames
{
    // The two outputs come first; a file that is called as one of them steps aside.
    private readonly HashSet<string> _taken = ["stdout", "stderr"];

    /// <summary>The name of a file below the workspace.</summary>
    public string Of(FileEntry entry)
    {
        var name = Decode(entry)[(ToolPlan.Workspace.Length + 1)..];
        while (!_taken.Add(name))
            name = $"workspace/{name}";
        return name;
    }

    // Bytes that are no UTF-8 stand as \xHH.
    private static string Decode(FileEntry entry)
    {
        if (entry.RawPath is null)
            return entry.Path;
        ReadOnlySpan<byte> bytes = Base64Url.DecodeFromChars(entry.RawPath);
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            if (status == OperationStatus.Done)
                text.Append(rune);
            else
                foreach (var wrong in bytes[..length])
                    text.Append(CultureInfo.InvariantCulture, $"\\x{wrong:x2}");
            bytes = bytes[length..];
        }
        return text.ToString();
    }
}
