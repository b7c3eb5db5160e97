using Warren.Api;
using Warren.Cli.Terminals;
using Warren.Cli.Tools;

namespace Warren.Cli.Tests;

public sealed class GivenTextTests : IDisposable
{
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("warren-text-");

    [Theory]
    [InlineData("as it stands", "as it stands")]
    [InlineData("@@home", "@home")]
    [InlineData("", "")]
    [InlineData(null, null)]
    public void Text_stands_for_itself(string? given, string? read) => Assert.Equal(read, GivenText.Read(given));

    [Fact]
    public void An_at_sign_names_a_file()
    {
        Assert.Equal("two\nlines\n", GivenText.Read("@" + Write("two\nlines\n"u8)));
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<WarrenException>(() => GivenText.Read("@/nowhere.md")).Code);
        Assert.Equal(ErrorCode.InvalidRequest, Assert.Throws<WarrenException>(() => GivenText.Read("@" + Write([0xff]))).Code);
    }

    [Fact]
    public void Json_is_read_from_both()
    {
        Assert.Equal("shell", GivenText.ReadJson("--tools", """["shell"]""")!.Value[0].GetString());
        Assert.Equal(1, GivenText.ReadJson("--tools", "@" + Write("""{"a":1}"""u8))!.Value.GetProperty("a").GetInt32());
        Assert.Null(GivenText.ReadJson("--tools", null));
        Assert.StartsWith("--tools takes JSON", Assert.Throws<WarrenException>(() => GivenText.ReadJson("--tools", "[")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret", "secret")]
    [InlineData("secret\n", "secret")]
    [InlineData("secret\r\n", "secret")]
    [InlineData("secret\n\n", "secret\n")]
    [InlineData("two\nlines\n", "two\nlines")]
    [InlineData(" blanks \n", " blanks ")]
    public void One_line_end_at_the_end_of_a_file_is_no_part_of_a_secret(string content, string secret) =>
        Assert.Equal(secret, HiddenText.ReadFile(Write(System.Text.Encoding.UTF8.GetBytes(content))));

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public void An_empty_file_is_no_secret(string content) => Assert.Equal(
        ErrorCode.InvalidRequest, Assert.Throws<WarrenException>(() => HiddenText.ReadFile(Write(System.Text.Encoding.UTF8.GetBytes(content)))).Code);

    public void Dispose() => _work.Delete(recursive: true);

    private string Write(ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(_work.FullName, "text");
        File.WriteAllBytes(path, content);
        return path;
    }
}
