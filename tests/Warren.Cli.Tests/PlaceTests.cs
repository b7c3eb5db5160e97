using Warren.Api;
using Warren.Cli.Files;

namespace Warren.Cli.Tests;

public sealed class PlaceTests
{
    [Theory]
    [InlineData("box:/workspace/a", "box", "/workspace/a")]
    [InlineData("box:a:b", "box", "a:b")]
    [InlineData("./box:a", null, "./box:a")]
    [InlineData("/tmp/x:y", null, "/tmp/x:y")]
    [InlineData("plain", null, "plain")]
    [InlineData("-", null, "-")]
    public void A_name_and_a_colon_in_front_of_a_path_are_a_sandbox(string text, string? sandbox, string path) =>
        Assert.Equal(new(sandbox, path), Place.Parse(text));

    [Theory]
    [InlineData("a/b.txt", "b.txt")]
    [InlineData("a/b/", "b")]
    [InlineData("a/b/.", "b")]
    [InlineData("/", "root")]
    public void The_name_is_the_last_part(string path, string name) => Assert.Equal(name, Place.Parse(path).Name);

    [Theory]
    [InlineData("")]
    [InlineData("box:")]
    public void A_path_is_needed(string text) => Assert.Throws<WarrenException>(() => Place.Parse(text));
}
