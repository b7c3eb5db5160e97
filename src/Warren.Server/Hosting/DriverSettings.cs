using Warren.Drivers.Docker;
using Warren.Drivers.Docker.Engine;

namespace Warren.Server.Hosting;

/// <summary>Reads which driver makes sandboxes, and where its engine is.</summary>
internal static class DriverSettings
{
    /// <summary>The driver of this host's own runtimes, and that of container engines.</summary>
    public const string Oci = "oci", Docker = "docker";

    /// <summary>The driver's name.</summary>
    public static string Driver(string? text, Dictionary<string, string[]> errors)
    {
        if (text is null or Oci or Docker)
            return text ?? Oci;
        errors["driver"] = [$"'{text}' is no driver; give {Oci} or {Docker}."];
        return Oci;
    }

    /// <summary>
    /// The address of the driver <c>docker</c>'s engine: what names one for all programs counts more than a path. Null for the one that is there. Without that driver
    /// the former is not Warren's to judge.
    /// </summary>
    public static EngineAddress? Engine(string driver, string? host, string? socket, bool hasTls, Dictionary<string, string[]> errors)
    {
        if (socket is not null && !Path.IsPathRooted(socket))
            errors["docker-socket"] = [$"'{socket}' is no absolute path of a socket."];
        if (host is null || driver != Docker)
            return socket is null ? null : EngineAddress.OfSocket(socket);
        if (hasTls)
            errors["docker-host"] = ["Engines are not reached by TLS (DOCKER_TLS_VERIFY) yet; give a socket, such as one that `ssh -L` passes on."];
        else if (EngineAddress.Parse(host) is { } address)
            return address;
        else
            errors["docker-host"] = [$"'{host}' is no address of an engine; give unix:///PATH or tcp://HOST:PORT."];
        return null;
    }

    /// <summary>What may be missing of what the Oci driver gives.</summary>
    public static IReadOnlyList<string> Allowed(string? text, Dictionary<string, string[]> errors)
    {
        var names = text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        var unknown = names.Except(EngineLacks.All).ToList();
        if (unknown.Count > 0)
            errors["docker-allow"] = [.. unknown.Select(name => $"'{name}' is nothing that can be allowed; give of {string.Join(", ", EngineLacks.All)}.")];
        return names;
    }
}
