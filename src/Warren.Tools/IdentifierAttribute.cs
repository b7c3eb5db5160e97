using System.ComponentModel.DataAnnotations;
using System.Text;

namespace Warren.Tools;

/// <summary>Text that names something and is never a path: no separators, no control characters, neither '.' nor '..'.</summary>
/// <param name="most">Most characters.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IdentifierAttribute(int most) : ValidationAttribute
{
    // Of a name of a file (NAME_MAX of limits.h).
    private const int MostBytes = 255;

    /// <summary>Most characters.</summary>
    public int Most { get; } = most;

    /// <summary>What a text has to be, in the words of an error.</summary>
    public string Rule => $"This has to be a name of 1 to {Most} characters (at most {MostBytes} bytes as UTF-8) without '/', '\\' and control characters, and not '.' or '..'.";

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null || (value is string text && IsName(text));

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) => Rule;

    private bool IsName(string text) =>
        text.Length >= 1 && text.Length <= Most && text is not ("." or "..")
        && !text.Any(letter => letter is '/' or '\\' || char.IsControl(letter))
        && IsUnicode(text) && Encoding.UTF8.GetByteCount(text) <= MostBytes;

    // A half of a surrogate pair would become another name on its way.
    private static bool IsUnicode(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                at++;
            else if (char.IsSurrogate(text[at]))
                return false;
        }
        return true;
    }
}
