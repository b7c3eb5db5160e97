using System.Text;
using System.Text.RegularExpressions;

namespace Warren.Guest.Programs;

/// <summary>Chooses files by globs: those without a slash look at names, others at paths behind the root.</summary>
internal sealed class GlobFilter(IReadOnlyList<string>? include, IReadOnlyList<string>? exclude)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Regex[] _include = [.. (include ?? []).Select(Translate)];
    private readonly Regex[] _exclude = [.. (exclude ?? []).Select(Translate)];

    /// <summary>Whether a file is to be looked at.</summary>
    public bool Takes(string path) => !Leaves(path) && (_include.Length == 0 || _include.Any(glob => glob.IsMatch("/" + path)));

    /// <summary>Whether a file or folder is to be left out.</summary>
    public bool Leaves(string path) => _exclude.Any(glob => glob.IsMatch("/" + path));

    private static Regex Translate(string glob)
    {
        var body = new StringBuilder(glob.Contains('/') ? @"\A/" : @"\A(?:.*/)?");
        var rest = glob.TrimStart('/').TrimEnd('/');
        for (var i = 0; i < rest.Length; i++)
            if (rest.AsSpan(i).StartsWith("**/"))
            {
                body.Append("(?:.*/)?");
                i += 2;
            }
            else if (rest.AsSpan(i).StartsWith("**"))
            {
                body.Append(".*");
                i++;
            }
            else
                body.Append(rest[i] switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    var letter => Regex.Escape(letter.ToString()),
                });
        return new(body.Append(@"\z").ToString(), RegexOptions.Singleline | RegexOptions.CultureInvariant, Patience);
    }
}
