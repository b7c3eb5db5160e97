using System.Text.Json;
using System.Text.Json.Nodes;
using Warren.Api;
using Warren.Api.Tools;
using Warren.Cli.Tools;

namespace Warren.Cli.Tests;

public sealed class ToolSchemaTests
{
    private static readonly ToolSchema Schema = new(new ToolInfo
    {
        Name = "probe",
        Description = "",
        InputSchema = JsonElement.Parse("""
            {
              "type": "object",
              "required": ["text"],
              "properties": {
                "tool": { "const": "probe", "type": "string" },
                "text": { "type": "string", "minLength": 1, "description": "What is said" },
                "bytes": { "type": "string", "contentEncoding": "base64" },
                "count": { "type": ["integer", "null"], "minimum": 1, "maximum": 900, "default": 30 },
                "share": { "type": "number", "maximum": 1 },
                "on": { "type": "boolean" },
                "list": { "type": "array" },
                "map": { "type": "object" },
                "any": {},
                "mode": { "enum": ["fast", "slow"], "default": "fast" }
              }
            }
            """),
    });

    [Theory]
    [InlineData("text", "30", "\"30\"")]
    [InlineData("text", "@@home", "\"@home\"")]
    [InlineData("text", "", "\"\"")]
    [InlineData("count", "30", "30")]
    [InlineData("share", "0.5", "0.5")]
    [InlineData("on", "true", "true")]
    [InlineData("list", "[1, \"a\"]", "[1,\"a\"]")]
    [InlineData("map", "{\"a\": 1}", "{\"a\":1}")]
    [InlineData("any", "1", "1")]
    [InlineData("any", "word", "\"word\"")]
    [InlineData("mode", "slow", "\"slow\"")]
    public void A_value_is_what_the_schema_wants(string name, string text, string json) =>
        Assert.Equal(json, Parse((name, text))[name]!.ToJsonString());

    [Fact]
    public void A_file_is_read_as_text_or_as_bytes()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "content");

            var body = Parse(("text", "@" + path), ("bytes", "@" + path));

            Assert.Equal(("content", Convert.ToBase64String("content"u8)), (body["text"]!.GetValue<string>(), body["bytes"]!.GetValue<string>()));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var failure = Assert.Throws<WarrenException>(() => Parse(
            ("count", "many"), ("on", "yes"), ("list", "{}"), ("map", "[]"), ("nothing", "1"), ("share", "NaN"), ("text", "fine")));

        Assert.Equal(["count", "list", "map", "nothing", "on", "share"], failure.Errors.Keys.Order());
        Assert.Contains("a whole number of 1 to 900", failure.Errors["count"][0], StringComparison.Ordinal);
        Assert.Contains("text, bytes, count", failure.Errors["nothing"][0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text", "text of at least 1 characters", true, null)]
    [InlineData("bytes", "base64, or @FILE", false, null)]
    [InlineData("count", "a whole number of 1 to 900", false, "30")]
    [InlineData("share", "a number of at most 1", false, null)]
    [InlineData("mode", "fast or slow", false, "fast")]
    [InlineData("any", "JSON", false, null)]
    public void Fields_are_described(string name, string takes, bool isRequired, string? standard)
    {
        var field = Schema.Fields.Single(one => one.Name == name);

        Assert.Equal((takes, isRequired, standard), (field.Describe(), field.IsRequired, field.Default));
    }

    private static JsonObject Parse(params (string Name, string Text)[] given) => Schema.Parse(given.ToDictionary(one => one.Name, one => one.Text));
}
