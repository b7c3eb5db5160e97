namespace Warren.Server.Links;

/// <summary>What a signed link allows.</summary>
/// <param name="Subject">Id of the sandbox or run that it ends with.</param>
/// <param name="Method">The method; GET stands for HEAD too.</param>
/// <param name="Path">The path below the subject's own, decoded.</param>
/// <param name="Query">Names and values, decoded, in ordinal order of both.</param>
internal sealed record LinkTarget(string Subject, string Method, string Path, IReadOnlyList<(string Name, string Value)> Query);
