using System.Text;
using Warren.Api;

namespace Warren.Cli.Commands;

/// <summary>A program that is to be run: its text, its name in the sandbox and what runs it.</summary>
/// <param name="FileName">Name of the file, without folders.</param>
/// <param name="Text">What is in it.</param>
/// <param name="Interpreter">Argument vector that the file's path follows.</param>
internal sealed record ProgramSource(string FileName, string Text, string[] Interpreter)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Code given on the command line; Python unless a language is given.</summary>
    public static ProgramSource FromCode(string code, string? language)
    {
        var known = Language.Named(language ?? "python");
        return new("main" + known.Extensions.FirstOrDefault(), code, known.Interpreter);
    }

    /// <summary>A file.</summary>
    /// <exception cref="WarrenException">It cannot be read, is no text, or its language is not known.</exception>
    public static ProgramSource FromFile(string path, string? language)
    {
        string text;
        try
        {
            using var file = new StreamReader(LocalFile.Open(path), Strict);
            text = file.ReadToEnd();
        }
        catch (ArgumentException failure)
        {
            throw new WarrenException(ErrorCode.InvalidRequest, $"The file {path} is no text in UTF-8.", failure);
        }
        return new(Path.GetFileName(path), text, language is null ? Language.InterpreterOf(path, text) : Language.Named(language).Interpreter);
    }
}
