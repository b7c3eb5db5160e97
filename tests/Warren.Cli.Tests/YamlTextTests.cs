using System.Text.Json;
using Warren.Cli.Output;

namespace Warren.Cli.Tests;

public sealed class YamlTextTests
{
    [Fact]
    public void Objects_and_lists_lie_in_each_other()
    {
        Assert.Equal(
            """
            ---
            items:
              - id: a1
                labels:
                  "warren.session": "x: y"
                list:
                  - 1
                  - - true
                    - null
              - {}
            none: []

            """.Replace("\"warren.session\"", "warren.session", StringComparison.Ordinal),
            Write("""{"items":[{"id":"a1","labels":{"warren.session":"x: y"},"list":[1,[true,null]]},{}],"none":[]}"""));
    }

    [Theory]
    [InlineData("plain words (here)", "plain words (here)")]
    [InlineData("/var/lib/warren", "/var/lib/warren")]
    [InlineData("", "\"\"")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("Null", "\"Null\"")]
    [InlineData("1.5", "\"1.5\"")]
    [InlineData("2026-01-01T00:00:00Z", "\"2026-01-01T00:00:00Z\"")]
    [InlineData("- a", "\"- a\"")]
    [InlineData("a: b", "\"a: b\"")]
    [InlineData("a #b", "\"a #b\"")]
    [InlineData("two\nlines\t\"quoted\"", "\"two\\nlines\\t\\\"quoted\\\"\"")]
    [InlineData(" blank", "\" blank\"")]
    public void A_text_that_could_be_read_as_something_else_is_in_quotes(string text, string yaml) =>
        Assert.Equal($"---\n{yaml}\n", Write(JsonSerializer.Serialize(text)));

    private static string Write(string json)
    {
        using var document = JsonDocument.Parse(json);
        return YamlText.Document(document.RootElement);
    }
}
