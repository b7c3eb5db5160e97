using System.Text;
using System.Text.Json;
using Warren.Api;
using Warren.Tools.CodeExecution;

namespace Warren.Tools.Tests;

public sealed class ToolInputTests
{
    private static readonly CodeExecutionTool Tool = new();

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("/etc/passwd")]
    [InlineData("..\\a")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u007fb")]
    [InlineData("a\u0085b")]
    public void Names_that_try_to_be_paths_are_refused(string name)
    {
        Assert.False(new IdentifierAttribute(255).IsValid(name));
        Assert.Contains("filename", Errors(Input() with { Filename = name }).Keys);
        Assert.Contains("sessionId", Errors(Input() with { SessionId = name }).Keys);
        Assert.Contains("files[0].name", Errors(Input() with { Files = [new() { Name = name, Content = "" }] }).Keys);
    }

    [Theory]
    [InlineData("a..b")]
    [InlineData("...")]
    [InlineData("-rf")]
    [InlineData("$(reboot)")]
    [InlineData("a b'\"`;|&<>*?#%2F")]
    [InlineData("名前.py")]
    [InlineData("\ud83d\ude00")]
    public void Odd_names_are_names(string name) => Assert.Empty(Errors(Input() with { Filename = name, SessionId = name }));

    [Fact]
    public void Halves_of_characters_are_no_names() => Assert.Contains("filename", Errors(Input() with { Filename = $"a{(char)0xD800}b" }).Keys);

    [Fact]
    public void Names_are_as_long_as_a_file_system_takes()
    {
        Assert.Empty(Errors(Input() with { Filename = new('a', 255), SessionId = new('a', 128) }));
        Assert.Equal(["sessionId", "filename"], Errors(Input() with { Filename = new('a', 256), SessionId = new('a', 129) }).Keys.OrderDescending());
        Assert.Contains("filename", Errors(Input() with { Filename = new('é', 200) }).Keys);
    }

    [Fact]
    public void Numbers_are_within_their_range()
    {
        Assert.Empty(Errors(Input() with { Timeout = 1 }));
        Assert.Empty(Errors(Input() with { Timeout = 900 }));
        Assert.Equal("This has to be a number from 1 to 900.", Assert.Single(Errors(Input() with { Timeout = 0.5 })["timeout"]));
        Assert.Contains("timeout", Errors(Input() with { Timeout = 901 }).Keys);
        Assert.Contains("timeout", Errors(Input() with { Timeout = 1e300 }).Keys);
    }

    [Theory]
    [InlineData(CodeLanguage.Python, "python3 /workspace/script.py")]
    [InlineData(CodeLanguage.Node, "node /workspace/script.js")]
    [InlineData(CodeLanguage.Bun, "bun run /workspace/script.js")]
    [InlineData(CodeLanguage.TypeScript, "bun run /workspace/script.ts")]
    [InlineData(CodeLanguage.Deno, "deno run --allow-all /workspace/script.ts")]
    [InlineData(CodeLanguage.Bash, "bash /workspace/script.sh")]
    public void Each_language_has_its_interpreter_and_its_name(CodeLanguage language, string command) =>
        Assert.Equal(command, string.Join(' ', Tool.Plan(Input() with { Language = language }).Command));

    [Fact]
    public void Names_that_look_like_options_are_none()
    {
        var plan = Tool.Plan(Input() with { Language = CodeLanguage.Python, Filename = "-c" });
        Assert.Equal(["python3", "/workspace/-c"], plan.Command);
        Assert.Equal("-c", Assert.Single(plan.Files).Name);
    }

    [Fact]
    public void Further_files_come_as_text_or_Base64_and_each_name_once()
    {
        var plan = Tool.Plan(Input() with
        {
            Files = [new() { Name = "a", Content = "é" }, new() { Name = "b", Content = "AP8=", Encoding = CodeFileEncoding.Base64 }],
        });
        Assert.Equal(["script.sh", "a", "b"], plan.Files.Select(file => file.Name));
        Assert.Equal([0xC3, 0xA9], plan.Files[1].Content.ToArray());
        Assert.Equal([0x00, 0xFF], plan.Files[2].Content.ToArray());

        var failure = Assert.Throws<WarrenException>(() => Tool.Plan(Input() with
        {
            Files = [new() { Name = "script.sh", Content = "" }, new() { Name = "c", Content = "!", Encoding = CodeFileEncoding.Base64 }],
        }));
        Assert.Equal(["files[0].name", "files[1].content"], failure.Errors.Keys.Order());
    }

    [Fact]
    public void Documents_are_told_apart_by_their_names()
    {
        var tool = new DocumentConverterTool("image");
        var input = new DocumentConverterInput { Tool = tool.Name, SessionId = "s", FileContent = Encoding.UTF8.GetBytes("# A"), Filename = "a b.md", To = "html" };
        var plan = tool.Plan(input);
        Assert.Equal(["/workspace/a b.md", "/workspace/a b.html", "markdown", "html"], plan.Command.Skip(4));
        Assert.Equal("image", tool.Image);
        Assert.Equal(["filename", "to"], Assert.Throws<WarrenException>(() => tool.Plan(input with { Filename = "a", To = "mp3" })).Errors.Keys.Order());
        Assert.Equal("to", Assert.Single(Assert.Throws<WarrenException>(() => tool.Plan(input with { To = "md" })).Errors.Keys));
    }

    [Fact]
    public void Schema_says_what_is_checked()
    {
        var schema = new ToolRegistry([Tool, new ShellTool(), new DocumentConverterTool("i")]).List().Single(tool => tool.Name == Tool.Name).InputSchema;
        Assert.Equal(["code", "sessionId", "tool"], schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()).Order());
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
        var properties = schema.GetProperty("properties");
        Assert.Equal("code_execution", properties.GetProperty("tool").GetProperty("const").GetString());
        Assert.Equal(("bash", "string"), (properties.GetProperty("language").GetProperty("default").GetString(), properties.GetProperty("language").GetProperty("type").GetString()));
        Assert.Equal("code", properties.GetProperty("code").GetProperty("format").GetString());
        Assert.Equal("bytes", properties.GetProperty("memory").GetProperty("format").GetString());
        Assert.Equal((1, 900, 30), (Number(properties, "timeout", "minimum"), Number(properties, "timeout", "maximum"), Number(properties, "timeout", "default")));
        Assert.Equal((1, 128), (Number(properties, "sessionId", "minLength"), Number(properties, "sessionId", "maxLength")));
        Assert.Equal("base64", new ToolRegistry([new DocumentConverterTool("i")]).List()[0].InputSchema.GetProperty("properties").GetProperty("fileContent").GetProperty("contentEncoding").GetString());
        Assert.All(properties.EnumerateObject().Where(property => property.Name != "tool"), property => Assert.NotEqual("", property.Value.GetProperty("description").GetString()));
    }

    private static int Number(JsonElement properties, string property, string name) => properties.GetProperty(property).GetProperty(name).GetInt32();

    private static CodeExecutionInput Input() => new() { Tool = Tool.Name, SessionId = "s", Code = "1" };

    private static Dictionary<string, string[]> Errors(CodeExecutionInput input)
    {
        Dictionary<string, string[]> errors = [];
        InputRules.Check(input, Tool.InputType, "", errors);
        return errors;
    }
}
