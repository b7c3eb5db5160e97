using System.Text;
using Warren.Api;
using Warren.Cli.Output;
using Warren.Cli.Tools;

namespace Warren.Cli.Terminals;

/// <summary>Passwords and other secrets: asked for on a terminal without showing what is typed, else read from standard input.</summary>
internal static class HiddenText
{
    private const int Longest = 64 * 1024;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>One secret: a line of the terminal, or all that comes on standard input, without a line end at its end.</summary>
    /// <param name="what">What is asked for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="WarrenException">Nothing was given.</exception>
    public static async Task<string> ReadAsync(string what, CancellationToken cancellationToken) =>
        TerminalDevice.CanAsk ? await ReadLineAsync(what, cancellationToken) : Checked(WithoutLineEnd(InputFile.ReadText("-")), what);

    /// <summary>One of several: a line of the terminal, or the next line of standard input.</summary>
    /// <param name="what">What is asked for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="WarrenException">Nothing was given.</exception>
    public static async Task<string> ReadLineAsync(string what, CancellationToken cancellationToken)
    {
        if (!TerminalDevice.CanAsk)
            return Checked(await NextLineAsync(cancellationToken), what);
        await Console.Error.WriteAsync($"{what}: ");
        using (new SilentMode())
            return Checked(await NextLineAsync(cancellationToken), what);
    }

    /// <summary>A new password; on a terminal it is typed twice.</summary>
    /// <exception cref="WarrenException">Nothing was given, or not the same twice.</exception>
    public static async Task<string> ReadNewAsync(string what, CancellationToken cancellationToken)
    {
        var given = await ReadLineAsync(what, cancellationToken);
        return !TerminalDevice.CanAsk || given == await ReadLineAsync("The same again", cancellationToken)
            ? given
            : throw new WarrenException(ErrorCode.InvalidRequest, "The two are not the same; nothing was changed.");
    }

    /// <summary>What is in a file, without a line end at its end.</summary>
    /// <exception cref="WarrenException">It cannot be read, is no text, or is empty.</exception>
    public static string ReadFile(string path) => WithoutLineEnd(InputFile.ReadText(path)) is { Length: > 0 } text ? text
        : throw new WarrenException(ErrorCode.InvalidRequest, $"The file {path} is empty.");

    private static string WithoutLineEnd(string text) => text switch
    {
        [.. var rest, '\r', '\n'] => rest,
        [.. var rest, '\n'] => rest,
        _ => text,
    };

    private static string Checked(string? text, string what) => text is { Length: > 0 } ? text
        : throw new WarrenException(ErrorCode.InvalidRequest, $"{what}: nothing was given; type it, or give it on standard input.");

    // Byte by byte: what is behind the line is the next one's.
    private static async Task<string?> NextLineAsync(CancellationToken cancellationToken)
    {
        List<byte> line = [];
        var one = new byte[1];
        while (await StandardStream.Input.ReadAsync(one, cancellationToken) == 1 && one[0] != '\n')
        {
            line.Add(one[0]);
            if (line.Count > Longest)
                throw new WarrenException(ErrorCode.TooLarge, $"A line of standard input is longer than {Longest} bytes.");
        }
        try
        {
            return Strict.GetString([.. line]).TrimEnd('\r');
        }
        catch (ArgumentException failure)
        {
            throw new WarrenException(ErrorCode.InvalidRequest, "Standard input is no text in UTF-8.", failure);
        }
    }
}
