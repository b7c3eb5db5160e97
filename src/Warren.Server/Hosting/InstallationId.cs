using System.Security.Cryptography;
using System.Text;
using Warren.Api.Local;

namespace Warren.Server.Hosting;

/// <summary>Tells what this installation makes on the host from what others make.</summary>
public static class InstallationId
{
    private const int Length = 8;

    /// <summary>Reads it, or makes one at the first start. Called under the state folder's lock.</summary>
    public static string ReadOrCreate(StateFolder state)
    {
        var file = Path.Combine(state.Path, "installation");
        if (!File.Exists(file))
            new Installer(null, 0).WriteFile(
                file, Encoding.ASCII.GetBytes(RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", Length)), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return File.ReadAllText(file).Trim();
    }
}
