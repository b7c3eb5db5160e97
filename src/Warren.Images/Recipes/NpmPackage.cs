namespace Warren.Images.Recipes;

/// <summary>An npm package that needs no other: it is unpacked, no script of it is run.</summary>
public sealed record NpmPackage
{
    /// <summary>Name, with its scope if it has one.</summary>
    public required string Name { get; init; }

    /// <summary>Exact version.</summary>
    public required string Version { get; init; }

    /// <summary><c>sha512-</c> and the base64 digest of its tarball, as the registry's <c>dist.integrity</c> has it.</summary>
    public required string Integrity { get; init; }

    /// <summary><c>amd64</c> or <c>arm64</c> when it is for that one only; null when it is for both.</summary>
    public string? Architecture { get; init; }

    /// <summary>Programs: name in <c>/usr/local/bin</c>, and file in the package.</summary>
    public IReadOnlyDictionary<string, string> Bin { get; init; } = new Dictionary<string, string>();

    /// <summary>Files and folders at the top of the package that are left out.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];
}
