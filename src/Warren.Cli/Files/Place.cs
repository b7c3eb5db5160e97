using System.Text.RegularExpressions;
using Warren.Api;

namespace Warren.Cli.Files;

/// <summary>One side of a copy: <c>SANDBOX:PATH</c>, a path here, or <c>-</c> for an archive on a standard stream.</summary>
/// <param name="Sandbox">The sandbox; null for this machine.</param>
/// <param name="Path">The path as it was given.</param>
internal sealed partial record Place(string? Sandbox, string Path)
{
    /// <summary>Whether it is a tar archive on standard input or output.</summary>
    public bool IsStream => Sandbox is null && Path == "-";

    /// <summary>Whether what is in a folder is meant, not the folder: <c>FOLDER/.</c>.</summary>
    public bool IsContent => Path == "." || Path.EndsWith("/.", StringComparison.Ordinal);

    /// <summary>Whether it can only be a folder.</summary>
    public bool IsFolder => IsContent || Path.EndsWith('/');

    /// <summary>Last part of the path.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(IsContent ? Path[..^1] : Path)) is { Length: > 0 } name ? name : "root";

    /// <summary>Reads one as docker(1) does: what has a slash or a point in front of its first colon is a path here.</summary>
    public static Place Parse(string text)
    {
        if (text.Length == 0)
            throw new WarrenException(ErrorCode.InvalidRequest, "A path is missing; write PATH or SANDBOX:PATH.");
        var match = Remote().Match(text);
        if (!match.Success)
            return new(null, text);
        return match.Groups[2].Length > 0
            ? new(match.Groups[1].Value, match.Groups[2].Value)
            : throw new WarrenException(ErrorCode.InvalidRequest, $"'{text}' has no path behind the colon; write {text}PATH.");
    }

    [GeneratedRegex("^([a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}):(.*)$", RegexOptions.Singleline)]
    private static partial Regex Remote();
}
