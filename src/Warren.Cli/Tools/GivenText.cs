using System.Text.Json;
using Warren.Api;

namespace Warren.Cli.Tools;

/// <summary>Text on a command line: as it stands, or what is in a file, <c>@FILE</c>, with <c>@-</c> for standard input. <c>@@</c> is an <c>@</c>.</summary>
internal static class GivenText
{
    /// <summary>Reads it.</summary>
    /// <exception cref="WarrenException">The file cannot be read, or is no text.</exception>
    public static string? Read(string? text) => text switch
    {
        ['@', '@', ..] => text[1..],
        ['@', .. var file] => InputFile.ReadText(file),
        _ => text,
    };

    /// <summary>Reads JSON.</summary>
    /// <exception cref="WarrenException">It is none.</exception>
    public static JsonElement? ReadJson(string option, string? text)
    {
        if (Read(text) is not { } json)
            return null;
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException failure)
        {
            throw new WarrenException(ErrorCode.InvalidRequest, $"{option} takes JSON, or @FILE for a file of it: {failure.Message}", failure);
        }
    }
}
