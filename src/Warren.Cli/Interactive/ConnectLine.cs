using System.Text.Json;
using Warren.Api;

namespace Warren.Cli.Interactive;

/// <summary>What a line of <c>warren connect</c> asks for.</summary>
internal abstract record ConnectLine
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    private ConnectLine()
    {
    }

    /// <summary>Nothing.</summary>
    public sealed record Blank : ConnectLine;

    /// <summary>To leave.</summary>
    public sealed record Quit : ConnectLine;

    /// <summary>What there is.</summary>
    public sealed record Help : ConnectLine;

    /// <summary>The server, who one is, and the session in use.</summary>
    public sealed record Status : ConnectLine;

    /// <summary>The sessions that there are.</summary>
    public sealed record Sessions : ConnectLine;

    /// <summary>The messages of the session in use.</summary>
    public sealed record Messages : ConnectLine;

    /// <summary>To work in a session.</summary>
    /// <param name="Session">Its id or name; null for none any more.</param>
    public sealed record Use(string? Session) : ConnectLine;

    /// <summary>A call of the API.</summary>
    /// <param name="Method">The method.</param>
    /// <param name="Path">Path and query, from the server's root on.</param>
    /// <param name="Json">The body; null for none.</param>
    public sealed record Call(HttpMethod Method, string Path, string? Json) : ConnectLine;

    /// <summary>To run a line of shell in the session in use.</summary>
    public sealed record Run(string Command) : ConnectLine;

    /// <summary>To say something in the session in use.</summary>
    public sealed record Say(string Text) : ConnectLine;

    /// <summary>Reads a line.</summary>
    /// <exception cref="WarrenException">It asks for nothing that there is.</exception>
    public static ConnectLine Parse(string line)
    {
        var text = line.Trim();
        if (text.Length == 0)
            return new Blank();
        if (text is "q")
            return new Quit();
        if (text[0] == '!')
            return text[1..].Trim() is { Length: > 0 } command ? new Run(command) : throw Wrong("What is to be run is missing: write it behind the !, such as `!ls -l`.");
        if (text.StartsWith("//", StringComparison.Ordinal))
            return new Say(text[1..]); // A message that begins with a slash.
        return text[0] == '/' ? ParseCommand(text) : new Say(text);
    }

    private static ConnectLine ParseCommand(string text)
    {
        var (name, rest) = Split(text);
        if (name == "/api")
            return ParseCall(rest);
        if (name == "/use")
            return rest.Any(char.IsWhiteSpace) ? throw Wrong("A session is named by one word: `/use NAME`.") : new Use(rest.Length > 0 ? rest : null);
        ConnectLine? plain = name switch
        {
            "/quit" => new Quit(),
            "/help" => new Help(),
            "/status" => new Status(),
            "/sessions" => new Sessions(),
            "/messages" => new Messages(),
            _ => null,
        };
        if (plain is null)
            throw Wrong($"There is no {name}; /help shows what there is. A message that begins with a slash is written with two.");
        return rest.Length == 0 ? plain : throw Wrong($"{name} takes nothing behind it.");
    }

    private static Call ParseCall(string text)
    {
        var (first, rest) = Split(text);
        var method = Methods.FirstOrDefault(known => known.Equals(first, StringComparison.OrdinalIgnoreCase));
        var (endpoint, body) = method is null ? (first, rest) : Split(rest);
        if (endpoint.Length == 0)
            throw Wrong("The endpoint is missing: `/api [METHOD] endpoint [json]`, such as `/api sessions` or `/api POST sessions {\"name\": \"lab\"}`.");
        if (endpoint.Contains("://", StringComparison.Ordinal))
            throw Wrong("The endpoint is a path of this server, such as sessions or /api/v0/sessions.");
        if (body.Length > 0)
            CheckJson(body);
        method ??= body.Length > 0 ? "POST" : "GET";
        return new(new HttpMethod(method), endpoint[0] == '/' ? endpoint : "/api/v0/" + endpoint, body.Length > 0 ? body : null);
    }

    private static void CheckJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
        }
        catch (JsonException failure)
        {
            throw Wrong($"The body is no JSON, at letter {failure.BytePositionInLine + 1}.");
        }
    }

    private static (string First, string Behind) Split(string text)
    {
        var end = text.AsSpan().IndexOfAny(' ', '\t');
        return end < 0 ? (text, "") : (text[..end], text[end..].Trim());
    }

    private static WarrenException Wrong(string message) => new(ErrorCode.InvalidRequest, message);
}
