using System.Text.Json.Nodes;
using Warren.Api;
using Warren.Cli.Tools;

namespace Warren.Cli.Tests;

public sealed class ToolInputTests : IDisposable
{
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("warren-input-");

    [Fact]
    public void A_file_of_code_goes_with_its_name_and_language() => Same(
        """{"tool":"code_execution","sessionId":"cli","code":"print(1)","filename":"it.py","language":"python"}""",
        new("code_execution") { Subject = Write("it.py", "print(1)"u8) });

    [Fact]
    public void The_language_that_is_given_counts() => Same(
        """{"tool":"code_execution","sessionId":"cli","code":"1","filename":"it.ts","language":"deno"}""",
        new("code_execution") { Subject = Write("it.ts", "1"u8), Options = new Dictionary<string, JsonNode?> { ["language"] = "deno" } });

    [Fact]
    public void Code_without_a_file_is_left_to_the_tool() => Same(
        """{"tool":"code_execution","sessionId":"s","code":"ls"}""",
        new("code_execution") { Code = "ls", Options = new Dictionary<string, JsonNode?> { ["sessionId"] = "s", ["timeout"] = null } });

    [Fact]
    public void A_command_line_goes_as_it_is() => Same(
        """{"tool":"shell","sessionId":"cli","command":"ls -l 'a b'"}""", new("shell") { Subject = "ls -l 'a b'" });

    [Fact]
    public void A_document_goes_byte_for_byte() => Same(
        """{"tool":"document_converter","sessionId":"cli","fileContent":"/wA=","filename":"a.docx","to":"html"}""",
        new("document_converter") { Subject = Write("a.docx", [0xff, 0]), Options = new Dictionary<string, JsonNode?> { ["to"] = "html" } });

    [Fact]
    public void Further_files_go_as_text_or_as_bytes() => Same(
        """{"tool":"code_execution","sessionId":"cli","code":"ls","files":[{"name":"a.csv","content":"héllo","encoding":"text"},{"name":"b.bin","content":"/w==","encoding":"base64"}]}""",
        new("code_execution") { Code = "ls", Files = [Write("a.csv", "héllo"u8), Write("b.bin", [0xff])] });

    [Fact]
    public void What_is_said_more_closely_counts() => Same(
        """{"tool":"other","sessionId":"from body","timeout":5,"a":"field","b":"body"}""",
        new("other")
        {
            Body = ToolInput.ParseBody("--input", """{"tool":"shell","sessionId":"from body","timeout":1,"a":"body","b":"body"}"""),
            Options = new Dictionary<string, JsonNode?> { ["sessionId"] = null, ["timeout"] = 5.0 },
            Fields = new JsonObject { ["a"] = "field" },
        });

    [Theory]
    [InlineData("other", "x", null, "--set NAME=VALUE")]
    [InlineData("code_execution", "x.py", "1", "not both")]
    public void What_does_not_go_together_is_refused(string tool, string subject, string? code, string said)
    {
        Write("x.py", "1"u8);
        var failure = Assert.Throws<WarrenException>(() => new ToolInput(tool) { Subject = Path.Combine(_work.FullName, subject), Code = code }.Build());

        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("code_execution", "code with -c")]
    [InlineData("shell", "command line")]
    [InlineData("document_converter", "document")]
    public void What_a_tool_is_about_is_needed(string tool, string said) =>
        Assert.Contains(said, Assert.Throws<WarrenException>(() => new ToolInput(tool).Build()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_whose_language_nobody_knows_is_refused() =>
        Assert.Contains("--language", Assert.Throws<WarrenException>(() => new ToolInput("code_execution") { Subject = Write("it", "x"u8) }.Build()).Message, StringComparison.Ordinal);

    [Fact]
    public void Code_that_is_no_text_is_refused() =>
        Assert.Contains("no text", Assert.Throws<WarrenException>(() => new ToolInput("code_execution") { Subject = Write("it.py", [0xff]) }.Build()).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    public void A_body_that_is_no_object_is_refused(string text) =>
        Assert.Contains("--input takes an object in JSON", Assert.Throws<WarrenException>(() => ToolInput.ParseBody("--input", text)).Message, StringComparison.Ordinal);

    public void Dispose() => _work.Delete(recursive: true);

    private static void Same(string expected, ToolInput input) => Assert.True(
        JsonNode.DeepEquals(JsonNode.Parse(expected), input.Build()), input.Build().ToJsonString());

    private string Write(string name, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(_work.FullName, name);
        File.WriteAllBytes(path, content.ToArray());
        return path;
    }
}
