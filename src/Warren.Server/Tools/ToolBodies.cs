using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Warren.Api;
using Warren.Server.Http;
using Warren.Tools;
using Warren.Tools.Runs;

namespace Warren.Server.Tools;

/// <summary>Reads what a tool is asked for: strictly, and with everything that is wrong at once.</summary>
internal sealed class ToolBodies(ToolRegistry tools)
{
    /// <summary>Most bytes of a body.</summary>
    public const long MaxLength = 64 << 20;

    private const string Name = "tool";

    /// <summary>Reads the body of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="owner">Who asks.</param>
    /// <param name="tool">The tool that the path stands for; null where the body names it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="WarrenException">It is wrong; every fault is named by its field.</exception>
    public async Task<ToolCall> ReadAsync(HttpRequest request, string owner, string? tool, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream(request.ContentLength is { } length and <= MaxLength ? (int)length : 0);
        await request.Body.CopyToAsync(body, cancellationToken);
        var bytes = body.TryGetBuffer(out var buffer) ? buffer.AsMemory() : body.ToArray();
        return Read(tool is null ? bytes : AddTool(bytes, tool), owner);
    }

    /// <summary>Reads a body.</summary>
    /// <exception cref="WarrenException">It is wrong; every fault is named by its field.</exception>
    public ToolCall Read(ReadOnlyMemory<byte> body, string owner)
    {
        using var document = Parse(() => JsonDocument.Parse(body));
        var tool = Find(document.RootElement);
        var errors = new Dictionary<string, string[]>();
        StrictJson.Check(document.RootElement, tool.InputType, "", errors);
        // What is of the right kind may still be out of range: that is said in the same round.
        if (Deserialize(document.RootElement, tool, errors.Keys) is { } input)
            InputRules.Check(input, tool.InputType, "", errors);
        else if (errors.Count == 0)
            errors["body"] = ["This cannot be read."];
        return errors.Count == 0
            ? new(tool, (ToolInput)document.RootElement.Deserialize(tool.InputType)!, body, owner)
            : throw new WarrenException(errors);
    }

    private ITool Find(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw new WarrenException(new Dictionary<string, string[]> { ["body"] = ["This has to be a JSON object."] });
        if (body.TryGetProperty(Name, out var name) && name.ValueKind == JsonValueKind.String && tools.Find(name.GetString()!) is { } tool)
            return tool;
        var names = tools.List().Select(known => known.Name).ToList();
        var wrong = name.ValueKind == JsonValueKind.String ? $"There is no tool '{name.GetString()}'" : "This has to name a tool";
        throw new WarrenException(new Dictionary<string, string[]> { [Name] = [$"{wrong}; there are {string.Join(", ", names)}."] }) { AvailableTools = names };
    }

    // What is left of the body without the fields that are wrong already; null where that is too little.
    private static object? Deserialize(JsonElement body, ITool tool, IEnumerable<string> wrongPaths)
    {
        var wrong = wrongPaths.Select(path => path.Split('.', '[')[0]).ToHashSet();
        try
        {
            if (wrong.Count == 0)
                return body.Deserialize(tool.InputType);
            var rest = new JsonObject(body.EnumerateObject().Where(member => !wrong.Contains(member.Name))
                .Select(member => KeyValuePair.Create(member.Name, JsonSerializer.SerializeToNode(member.Value))));
            return rest.Deserialize(tool.InputType);
        }
        catch (JsonException)
        {
            return null; // Something that has to be there is missing, which was said already.
        }
    }

    // As text, so that what is given twice is found to be.
    private static ReadOnlyMemory<byte> AddTool(ReadOnlyMemory<byte> body, string tool)
    {
        using var document = Parse(() => JsonDocument.Parse(body));
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new WarrenException(new Dictionary<string, string[]> { ["body"] = ["This has to be a JSON object."] });
        if (document.RootElement.TryGetProperty(Name, out var given))
            return given.ValueKind == JsonValueKind.String && given.GetString() == tool ? body : throw new WarrenException(
                new Dictionary<string, string[]> { [Name] = [$"This path runs {tool}; leave the field out, or use /tools/execute."] });
        var output = new ArrayBufferWriter<byte>(body.Length + 64);
        using (var json = new Utf8JsonWriter(output, new() { Encoder = ToolJson.Options.Encoder }))
        {
            json.WriteStartObject();
            json.WriteString(Name, tool);
            foreach (var member in document.RootElement.EnumerateObject())
                member.WriteTo(json);
            json.WriteEndObject();
        }
        return output.WrittenMemory;
    }

    private static T Parse<T>(Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (JsonException failure)
        {
            throw StrictJson.NoJson(failure);
        }
    }
}
