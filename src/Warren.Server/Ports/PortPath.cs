namespace Warren.Server.Ports;

/// <summary>A path below a sandbox's own that leads to a port: <c>/ports/{port}/{path}</c>.</summary>
/// <param name="Port">A number or name, as it stands in the path.</param>
/// <param name="Path">The path at the port; begins with a slash.</param>
internal readonly record struct PortPath(string Port, string Path)
{
    private const string Start = "/ports/";

    /// <summary>Reads one; false where the path leads elsewhere.</summary>
    public static bool TryParse(string path, out PortPath port)
    {
        port = default;
        if (!path.StartsWith(Start, StringComparison.Ordinal))
            return false;
        var end = path.IndexOf('/', Start.Length);
        port = end < 0 ? new(path[Start.Length..], "/") : new(path[Start.Length..end], path[end..]);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Start}{Port}{Path}";
}
