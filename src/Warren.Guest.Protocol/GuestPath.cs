using System.Globalization;
using System.Text;

namespace Warren.Guest.Protocol;

/// <summary>
/// Paths on the wire and in arguments of helper programs: bytes, because Linux knows no others, with all but
/// letters, digits and <c>/ . - _</c> percent-encoded.
/// </summary>
public static class GuestPath
{
    /// <summary>Most bytes of a path, as PATH_MAX has it without the NUL.</summary>
    public const int MaxLength = 4095;

    /// <summary>Writes bytes as text.</summary>
    public static string Escape(ReadOnlySpan<byte> path)
    {
        var text = new StringBuilder(path.Length + 16);
        foreach (var value in path)
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'/' or (byte)'.' or (byte)'-' or (byte)'_')
                text.Append((char)value);
            else
                text.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
        return text.ToString();
    }

    /// <summary>Reads what <see cref="Escape"/> wrote; null where it is none such, too long, or holds a NUL.</summary>
    public static byte[]? Unescape(ReadOnlySpan<char> text)
    {
        if (text.Length > 3 * MaxLength)
            return null;
        var path = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            byte value;
            if (text[i] != '%')
                value = char.IsAscii(text[i]) ? (byte)text[i] : (byte)0;
            else if (i + 2 >= text.Length || !byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value))
                return null;
            else
                i += 2;
            if (value == 0)
                return null;
            path[length++] = value;
        }
        return length is > 0 and <= MaxLength ? path[..length] : null;
    }
}
