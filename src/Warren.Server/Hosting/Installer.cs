using System.Globalization;
using Warren.Api.Local;

namespace Warren.Server.Hosting;

/// <summary>
/// The person this server works for: who started it, also where that was by sudo. The files that the command line
/// reads belong to them.
/// </summary>
/// <param name="User">User id, or null for whoever this process runs as.</param>
/// <param name="Group">Group id.</param>
public sealed record Installer(uint? User, uint Group)
{
    /// <summary>Reads what sudo(8) says of its caller; it counts only for a process that runs as root.</summary>
    public static Installer FromEnvironment() =>
        FileOwner.Current == 0
        && uint.TryParse(Environment.GetEnvironmentVariable("SUDO_UID"), NumberStyles.None, CultureInfo.InvariantCulture, out var user)
        && uint.TryParse(Environment.GetEnvironmentVariable("SUDO_GID"), NumberStyles.None, CultureInfo.InvariantCulture, out var group)
            ? new Installer(user, group)
            : new Installer(null, 0);

    /// <summary>Writes a file of the installer's so that a reader sees nothing, the old or the new content.</summary>
    public void WriteFile(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var draft = $"{path}.{Environment.ProcessId}.new";
        File.Delete(draft); // Left over by a process of the same id that was killed here.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode };
        using (var file = new FileStream(draft, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        if (User is { } user)
            FileOwner.Give(draft, user, Group);
        File.Move(draft, path, overwrite: true);
    }
}
