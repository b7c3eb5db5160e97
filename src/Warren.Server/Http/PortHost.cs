namespace Warren.Server.Http;

/// <summary>A port of a sandbox as a host names it: <c>{port}-{id}.localhost</c>.</summary>
/// <param name="Port">A number, or a name that the sandbox's spec has for one.</param>
/// <param name="Id">The sandbox's id.</param>
public sealed record PortHost(string Port, string Id);
