using System.Text;
using Warren.Api;
using Warren.Cli.Commands;
using Warren.Cli.Output;

namespace Warren.Cli.Tools;

/// <summary>A file that goes into the body of a request; <c>-</c> is standard input.</summary>
internal static class InputFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What is in it.</summary>
    /// <exception cref="WarrenException">It cannot be read.</exception>
    public static byte[] ReadBytes(string path)
    {
        using var content = new MemoryStream();
        using (Stream file = path == "-" ? StandardStream.Input : LocalFile.Open(path))
            file.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>The same, as text.</summary>
    /// <exception cref="WarrenException">It cannot be read, or is no text.</exception>
    public static string ReadText(string path) => DecodeText(ReadBytes(path), path);

    /// <summary>Its bytes as text.</summary>
    /// <exception cref="WarrenException">They are none.</exception>
    public static string DecodeText(byte[] content, string path) => TryDecode(content)
        ?? throw new WarrenException(ErrorCode.InvalidRequest, $"{(path == "-" ? "Standard input" : $"The file {path}")} is no text in UTF-8.");

    /// <summary>The same, or null.</summary>
    public static string? TryDecode(byte[] content)
    {
        try
        {
            return Strict.GetString(content);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
