using Warren.Api;

namespace Warren.Cli.Commands;

/// <summary>A language that <c>warren run</c> knows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Interpreter">What runs a file of it: an argument vector that the file's path follows.</param>
/// <param name="Names">Other names of it.</param>
/// <param name="Extensions">Extensions of its files; the first is for code without a file.</param>
internal sealed record Language(string Name, string[] Interpreter, string[] Names, string[] Extensions)
{
    private static readonly Language[] All =
    [
        new("python", ["python3"], ["py", "python3"], [".py"]),
        new("javascript", ["node"], ["js", "node"], [".js", ".mjs", ".cjs"]),
        new("typescript", ["bun", "run"], ["ts", "bun"], [".ts", ".mts", ".tsx", ".jsx"]),
        new("bash", ["bash"], [], [".bash", ".sh"]),
        new("sh", ["sh"], ["shell"], []),
    ];

    /// <summary>The names of all.</summary>
    public static string Known => string.Join(", ", All.Select(language => language.Name));

    /// <summary>The language of that name.</summary>
    /// <exception cref="WarrenException">There is none.</exception>
    public static Language Named(string name) =>
        All.FirstOrDefault(language => language.Name == name || language.Names.Contains(name))
        ?? throw new WarrenException(ErrorCode.InvalidRequest, $"There is no language '{name}' here; there are {Known}.");

    /// <summary>What runs a file: by its first line <c>#!</c>, else by its extension.</summary>
    /// <exception cref="WarrenException">Neither tells.</exception>
    public static string[] InterpreterOf(string file, string content)
    {
        var extension = Path.GetExtension(file).ToLowerInvariant();
        if (All.FirstOrDefault(language => language.Extensions.Contains(extension)) is { } language)
            return language.Interpreter;
        if (content.StartsWith("#!", StringComparison.Ordinal))
        {
            var line = content.AsSpan(2, Math.Max(0, content.AsSpan().IndexOfAny('\r', '\n') - 2)).Trim().ToString();
            // As the kernel does: the interpreter and at most one argument (execve(2)).
            if (line.Split([' ', '\t'], 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } vector)
                return vector;
        }
        throw new WarrenException(ErrorCode.InvalidRequest,
            $"Neither the extension nor a first line '#!...' of {Path.GetFileName(file)} tells its language; give it with --language: {Known}.");
    }
}
