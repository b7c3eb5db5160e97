namespace Warren.Images.Recipes;

/// <summary>What an image is made of: Debian packages, npm packages, users and folders, and how it is to be run.</summary>
public sealed record Recipe
{
    /// <summary>Name of the recipe's folder; the image is <c>warren/</c> and this.</summary>
    public required string Name { get; init; }

    /// <summary>Digest of everything in the recipe's folder but the Dockerfile made of it: two recipes with the same one make the same image.</summary>
    public required string Digest { get; init; }

    /// <summary>Debian release, such as <c>bookworm</c>.</summary>
    public required string Suite { get; init; }

    /// <summary>Debian packages beyond the essential ones.</summary>
    public required IReadOnlyList<string> Packages { get; init; }

    /// <summary>npm packages, each for every architecture or for one.</summary>
    public required IReadOnlyList<NpmPackage> Npm { get; init; }

    /// <summary>Users besides Debian's.</summary>
    public required IReadOnlyList<RecipeUser> Users { get; init; }

    /// <summary>Folders besides Debian's and the users' homes.</summary>
    public required IReadOnlyList<RecipeFolder> Folders { get; init; }

    /// <summary>Absolute paths of files to take out again.</summary>
    public required IReadOnlyList<string> Remove { get; init; }

    /// <summary>Environment of what runs in it.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Absolute path of the folder that programs start in.</summary>
    public required string Workdir { get; init; }

    /// <summary>User that programs run as.</summary>
    public required string User { get; init; }
}
