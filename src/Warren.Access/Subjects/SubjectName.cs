using System.Globalization;
using System.Text;

namespace Warren.Access.Subjects;

/// <summary>
/// Names of subjects: <c>SUBJECT@ISSUER</c>, such as <c>248289761001@accounts.example.com</c>. Each subject of each issuer has one
/// of its own, and none can be an account's, whose names have no '@'. They go into paths as they are.
/// </summary>
public static class SubjectName
{
    /// <summary>The most characters of one.</summary>
    public const int Longest = 512;

    private const string Https = "https://";

    /// <summary>The name of a subject of an issuer.</summary>
    /// <param name="issuer">As it writes itself.</param>
    /// <param name="subject">What it calls somebody.</param>
    public static string Of(string issuer, string subject)
    {
        var name = new StringBuilder();
        Append(name, subject, "_.|:+=,-@");
        // The last '@' is the one between: an issuer's own is written out.
        name.Append('@');
        Append(name, issuer.StartsWith(Https, StringComparison.Ordinal) ? issuer[Https.Length..] : issuer, "_.:-");
        return name.ToString();
    }

    // '/' is '~', so that a name is one segment of a path; what is left is '!' and its code. No two texts are written alike.
    private static void Append(StringBuilder name, string text, string kept)
    {
        foreach (var letter in text)
            if (char.IsAsciiLetterOrDigit(letter) || kept.Contains(letter, StringComparison.Ordinal))
                name.Append(letter);
            else if (letter == '/')
                name.Append('~');
            else
                name.Append(CultureInfo.InvariantCulture, $"!{(int)letter:X4}");
    }
}
