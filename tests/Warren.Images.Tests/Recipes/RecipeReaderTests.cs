using Warren.Api;
using Warren.Images.Recipes;

namespace Warren.Images.Tests.Recipes;

public sealed class RecipeReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("warren-recipes-").FullName;

    [Fact]
    public void Wrong_recipe_is_told_everything_that_is_wrong()
    {
        var wrong = Assert.Throws<WarrenException>(() => Read("""
            {
              "suite": "book worm",
              "packages": ["git", "git", "$(id)", null],
              "npm": [{ "name": "x", "version": "^1.0", "integrity": "sha1-x", "bin": { "x": "../x" }, "color": "red" }],
              "users": [{ "name": "agent", "id": 0, "home": "home", "shell": "/bin/bash" }],
              "folders": [{ "path": "/data", "owner": "nobody" }],
              "environment": { "A B": "x", "Q": "\"" },
              "workdir": "/",
              "user": "ghost",
              "steps": []
            }
            """));

        Assert.Equal(
            ["environment", "environment.Q", "folders[0].owner", "npm[0].bin.x", "npm[0].color", "npm[0].integrity", "npm[0].version",
                "packages", "packages[2]", "packages[3]", "steps", "suite", "user", "users[0].home", "users[0].id", "workdir"],
            wrong.Errors.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"packages": "git"}""")]
    public void Malformed_recipe_is_refused(string json) =>
        Assert.Equal(ErrorCode.InvalidRequest, Assert.Throws<WarrenException>(() => Read(json)).Code);

    [Fact]
    public void Unknown_recipe_is_not_found()
    {
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<WarrenException>(() => new RecipeReader(_folder).Read("../etc")).Code);
    }

    [Fact]
    public void Changed_file_of_a_recipe_changes_its_digest()
    {
        const string recipe = """{"suite": "bookworm", "workdir": "/root", "user": "root"}""";
        var before = Read(recipe).Digest;
        File.WriteAllText(Path.Combine(_folder, "box", "extra"), "");

        Assert.NotEqual(before, Read(recipe).Digest);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Recipe Read(string json)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "box"));
        File.WriteAllText(Path.Combine(_folder, "box", "recipe.json"), json);
        return new RecipeReader(_folder).Read("box");
    }
}
