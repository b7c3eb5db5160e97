using System.Globalization;
using System.Text;

namespace Warren.Server.Tools;

/// <summary>The start and the end of an output.</summary>
internal static class OutputExcerpt
{
    /// <summary>Reads it.</summary>
    /// <param name="path">The file of the output; nothing was written where there is none.</param>
    /// <param name="most">Most bytes.</param>
    /// <returns>The text, where it is longer with a line in the middle that says what is left out.</returns>
    public static (string Text, bool IsTrimmed) Read(string path, int most)
    {
        if (!File.Exists(path))
            return ("", false);
        using var file = File.OpenHandle(path, options: FileOptions.None);
        var length = RandomAccess.GetLength(file);
        if (length <= most)
            return (Text(file, 0, (int)length), false);
        var half = most / 2;
        var (start, end) = (Text(file, 0, half), Text(file, length - half, half));
        return (string.Create(CultureInfo.InvariantCulture, $"{start}\n[... {length - (2 * half)} bytes left out ...]\n{end}"), true);
    }

    private static string Text(Microsoft.Win32.SafeHandles.SafeFileHandle file, long offset, int length)
    {
        Span<byte> bytes = new byte[length];
        var read = 0;
        while (read < length && RandomAccess.Read(file, bytes[read..], offset + read) is > 0 and var more)
            read += more;
        return Encoding.UTF8.GetString(bytes[..read]);
    }
}
