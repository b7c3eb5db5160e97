using System.Text.Json;
using System.Text.Json.Nodes;
using Warren.Api;

namespace Warren.Cli.Tools;

/// <summary>What a command line gives a tool. What a name is given of later here takes the place of what was given before.</summary>
/// <param name="Tool">The tool.</param>
internal sealed record ToolInput(string Tool)
{
    private const string DefaultSession = "cli";
    private const string CodeExecution = "code_execution", Shell = "shell", DocumentConverter = "document_converter";

    /// <summary>A body to begin with.</summary>
    public JsonObject Body { get; init; } = [];

    /// <summary>The one argument: to the tools that are built in the file or the command line that they are about.</summary>
    public string? Subject { get; init; }

    /// <summary>Code in place of a file of code.</summary>
    public string? Code { get; init; }

    /// <summary>Further input files, by their paths.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Fields that have an option of their own; null for what was not given.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Options { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>Fields that were given by name.</summary>
    public JsonObject Fields { get; init; } = [];

    /// <summary>The body of the request.</summary>
    /// <exception cref="WarrenException">It cannot be made of this.</exception>
    public JsonObject Build()
    {
        var body = new JsonObject { ["tool"] = Tool, ["sessionId"] = DefaultSession };
        Merge(body, Body);
        body["tool"] = Tool;
        if (Subject is not null)
            AddSubject(body, Subject);
        if (Code is not null)
            body["code"] = Subject is null ? Code : throw Refuse("Give either a file or code with -c, not both.");
        if (Files.Count > 0)
            body["files"] = new JsonArray([.. Files.Select(Attach)]);
        foreach (var (name, value) in Options)
            if (value is not null)
                body[name] = value.DeepClone();
        Merge(body, Fields);
        RequireSubject(body);
        return body;
    }

    /// <summary>Reads a body in JSON.</summary>
    /// <exception cref="WarrenException">It is no object.</exception>
    public static JsonObject ParseBody(string option, string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw Refuse($"{option} takes an object in JSON, such as {{\"code\": \"print(1)\"}}.");
        }
        catch (JsonException failure)
        {
            throw new WarrenException(ErrorCode.InvalidRequest, $"{option} takes an object in JSON: {failure.Message}", failure);
        }
    }

    private void AddSubject(JsonObject body, string subject)
    {
        switch (Tool)
        {
            case CodeExecution:
                body["code"] = InputFile.ReadText(subject);
                if (subject == "-")
                    break;
                body["filename"] = Path.GetFileName(subject);
                body["language"] = Options.GetValueOrDefault("language")?.DeepClone() ?? LanguageOf(subject);
                break;
            case Shell:
                body["command"] = subject;
                break;
            case DocumentConverter:
                body["fileContent"] = Convert.ToBase64String(InputFile.ReadBytes(subject));
                if (subject != "-")
                    body["filename"] = Path.GetFileName(subject);
                break;
            default:
                throw Refuse($"{Tool} takes no INPUT here; give its fields with --set NAME=VALUE or --input, `warren tool show {Tool}` shows them.");
        }
    }

    private void RequireSubject(JsonObject body)
    {
        var (field, missing) = Tool switch
        {
            CodeExecution => ("code", "What is to be run is missing; give a file, - for standard input, or code with -c."),
            Shell => ("command", "The command line is missing; give it as one argument."),
            DocumentConverter => ("fileContent", "The document is missing; give a file, or - for standard input and its name with --set filename=NAME."),
            _ => ("tool", ""),
        };
        if (!body.ContainsKey(field))
            throw Refuse(missing);
    }

    private static JsonObject Attach(string path)
    {
        if (path == "-")
            throw Refuse("--file takes a path: what comes from standard input has no name.");
        var content = InputFile.ReadBytes(path);
        var text = InputFile.TryDecode(content);
        return new()
        {
            ["name"] = Path.GetFileName(path),
            ["content"] = text ?? Convert.ToBase64String(content),
            ["encoding"] = text is null ? "base64" : "text",
        };
    }

    private static string LanguageOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".py" => "python",
        ".js" or ".mjs" or ".cjs" => "node",
        ".ts" or ".mts" => "typescript",
        ".sh" or ".bash" => "bash",
        _ => throw Refuse($"The extension of {Path.GetFileName(path)} does not tell its language; give it with --language."),
    };

    private static void Merge(JsonObject body, JsonObject more)
    {
        foreach (var (name, value) in more)
            body[name] = value?.DeepClone();
    }

    private static WarrenException Refuse(string message) => new(ErrorCode.InvalidRequest, message);
}
