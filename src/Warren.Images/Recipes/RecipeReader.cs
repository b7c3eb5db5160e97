using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Warren.Api;

namespace Warren.Images.Recipes;

/// <summary>Reads recipes from the folder that holds a folder for each.</summary>
public sealed class RecipeReader(string recipesFolder)
{
    // Raised when the builder makes something else out of the same recipe.
    private const int BuilderGeneration = 1;
    private const string FileName = "recipe.json", DerivedName = "Dockerfile";

    /// <summary>Names of the recipes, in order.</summary>
    public IReadOnlyList<string> List() => Directory.Exists(recipesFolder)
        ? [.. Directory.EnumerateDirectories(recipesFolder)
            .Where(folder => File.Exists(Path.Combine(folder, FileName)))
            .Select(folder => Path.GetFileName(folder))
            .Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Reads a recipe by name.</summary>
    /// <exception cref="WarrenException">There is none, or it is wrong: then with everything that is wrong.</exception>
    public Recipe Read(string name)
    {
        if (!List().Contains(name))
            throw new WarrenException(ErrorCode.NotFound,
                $"There is no recipe '{Layers.LayerPath.Shown(name)}'; there are: {string.Join(", ", List())}.");
        var folder = Path.Combine(recipesFolder, name);
        return Checked(name, DigestOf(folder), Parse(File.ReadAllBytes(Path.Combine(folder, FileName))));
    }

    private static RecipeDocument Parse(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, RecipeJson.Default.RecipeDocument) ?? throw new JsonException("it is null");
        }
        catch (JsonException malformed)
        {
            throw new WarrenException(ErrorCode.InvalidRequest, $"{FileName} is malformed: {malformed.Message}", malformed);
        }
    }

    private static Recipe Checked(string name, string digest, RecipeDocument document)
    {
        var check = new RecipeCheck();
        check.Unknown("", document.Unknown);
        if (!RecipeCheck.NameForm().IsMatch(name))
            check.Add("name", "must be lower-case letters, digits and '-'");
        var recipe = new Recipe
        {
            Name = name,
            Digest = digest,
            Suite = check.Text("suite", document.Suite, RecipeCheck.NameForm(), "a Debian release, such as bookworm"),
            Packages = check.Each("packages", document.Packages, (field, package) =>
                check.Text(field, package, RecipeCheck.DebianPackageForm(), "the name of a Debian package")),
            Npm = check.Each("npm", document.Npm, (field, entry) => Npm(check, field, entry)),
            Users = check.Each("users", document.Users, (field, entry) => User(check, field, entry)),
            Folders = check.Each("folders", document.Folders, (field, entry) => Folder(check, field, entry)),
            Remove = check.Each("remove", document.Remove, check.AbsolutePath),
            Environment = Environment(check, document.Environment),
            Workdir = check.AbsolutePath("workdir", document.Workdir),
            User = check.Text("user", document.User, RecipeCheck.NameForm(), "a user of the recipe, or root"),
        };
        CheckWhole(check, recipe);
        check.ThrowIfAny();
        return recipe;
    }

    private static void CheckWhole(RecipeCheck check, Recipe recipe)
    {
        check.Unique("packages", recipe.Packages);
        check.Unique("npm", recipe.Npm.Select(package => package.Name));
        check.Unique("users", recipe.Users.Select(user => user.Name));
        check.Unique("users", recipe.Users.Select(user => $"id {user.Id}"));
        var users = recipe.Users.Select(user => user.Name).Append("root").ToHashSet();
        if (!users.Contains(recipe.User))
            check.Add("user", $"'{recipe.User}' is not among the users");
        foreach (var (index, folder) in recipe.Folders.Index())
            if (!users.Contains(folder.Owner))
                check.Add($"folders[{index}].owner", $"'{folder.Owner}' is not among the users");
    }

    private static NpmPackage Npm(RecipeCheck check, string field, RecipeDocument.NpmEntry entry)
    {
        check.Unknown(field, entry.Unknown);
        if (entry.Architecture is not null)
            check.Text($"{field}.architecture", entry.Architecture, RecipeCheck.ArchitectureForm(), "amd64 or arm64");
        foreach (var program in entry.Bin?.Keys ?? Enumerable.Empty<string>())
            check.Text($"{field}.bin", program, RecipeCheck.NameForm(), "names of programs");
        return new()
        {
            Name = check.Text($"{field}.name", entry.Name, RecipeCheck.NpmPackageForm(), "the name of an npm package"),
            Version = check.Text($"{field}.version", entry.Version, RecipeCheck.VersionForm(), "an exact version, such as 1.2.3"),
            Integrity = check.Text($"{field}.integrity", entry.Integrity, RecipeCheck.IntegrityForm(),
                "sha512- and a digest in base64, as `npm view <package> dist.integrity` gives it"),
            Architecture = entry.Architecture,
            Bin = (entry.Bin ?? []).ToDictionary(
                program => program.Key, program => check.RelativePath($"{field}.bin.{program.Key}", program.Value)),
            Exclude = check.Each($"{field}.exclude", entry.Exclude, check.RelativePath),
        };
    }

    private static RecipeUser User(RecipeCheck check, string field, RecipeDocument.UserEntry entry)
    {
        check.Unknown(field, entry.Unknown);
        if (entry.Id is not (>= 1000 and < 60000))
            check.Add($"{field}.id", "must be from 1000 to 59999");
        return new(
            check.Text($"{field}.name", entry.Name, RecipeCheck.NameForm(), "the name of a user"),
            entry.Id ?? 0,
            check.AbsolutePath($"{field}.home", entry.Home),
            check.AbsolutePath($"{field}.shell", entry.Shell));
    }

    private static RecipeFolder Folder(RecipeCheck check, string field, RecipeDocument.FolderEntry entry)
    {
        check.Unknown(field, entry.Unknown);
        return new(
            check.AbsolutePath($"{field}.path", entry.Path),
            check.Text($"{field}.owner", entry.Owner, RecipeCheck.NameForm(), "a user of the recipe, or root"));
    }

    private static Dictionary<string, string> Environment(RecipeCheck check, Dictionary<string, string?>? variables)
    {
        foreach (var name in variables?.Keys ?? Enumerable.Empty<string>())
            check.Text("environment", name, RecipeCheck.VariableForm(), "names of letters, digits and '_'");
        return (variables ?? []).ToDictionary(variable => variable.Key, variable => check.Text(
            $"environment.{variable.Key}", variable.Value, RecipeCheck.VariableValueForm(), "plain text without quotes or '$'"));
    }

    private static string DigestOf(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{BuilderGeneration} {Store.OciPlatform.Host.Architecture}\n"));
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != DerivedName);
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var content = File.ReadAllBytes(file);
            hash.AppendData(Encoding.UTF8.GetBytes($"{Path.GetRelativePath(folder, file)} {content.Length}\n"));
            hash.AppendData(content);
        }
        return new Store.Digest(Convert.ToHexStringLower(hash.GetHashAndReset())).ToString();
    }
}
