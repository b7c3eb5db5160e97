using Warren.Images.Recipes;
using Warren.TestKit;

namespace Warren.Images.Tests.Recipes;

public sealed class DockerfileTests
{
    private static readonly string Images = Path.Combine(Repository.Root, "images");

    /// <summary>Every recipe has a Dockerfile; <c>WARREN_UPDATE_DOCKERFILES=1</c> writes them anew.</summary>
    [Fact]
    public async Task Dockerfile_is_the_one_that_its_recipe_makes()
    {
        var reader = new RecipeReader(Images);
        Assert.Contains("worker", reader.List());
        foreach (var name in reader.List())
        {
            var file = Path.Combine(Images, name, "Dockerfile");
            var expected = DockerfileWriter.Write(reader.Read(name));
            if (Environment.GetEnvironmentVariable("WARREN_UPDATE_DOCKERFILES") == "1")
                await File.WriteAllTextAsync(file, expected, TestContext.Current.CancellationToken);

            Assert.Equal(expected, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void Dockerfile_names_every_package_of_the_recipe()
    {
        var recipe = new RecipeReader(Images).Read("worker");

        var dockerfile = DockerfileWriter.Write(recipe);

        Assert.All(recipe.Packages, package => Assert.Contains($"\n    {package} \\\n", dockerfile, StringComparison.Ordinal));
        Assert.All(recipe.Npm, package => Assert.Contains($" {package.Name} {package.Version} ", dockerfile, StringComparison.Ordinal));
    }
}
