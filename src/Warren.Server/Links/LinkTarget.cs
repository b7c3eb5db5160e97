namespace Warren.Server.Links;

/// <summary>What a signed link allows.</summary>
/// <param name="Sandbox">The sandbox's id.</param>
/// <param name="Method">The method; GET stands for HEAD too.</param>
/// <param name="Path">The path below the sandbox's own, decoded.</param>
/// <param name="Query">Names and values, decoded, in ordinal order of both.</param>
internal sealed record LinkTarget(string Sandbox, string Method, string Path, IReadOnlyList<(string Name, string Value)> Query);
