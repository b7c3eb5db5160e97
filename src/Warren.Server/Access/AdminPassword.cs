using System.Text;
using Warren.Access;
using Warren.Api.Local;
using Warren.Server.Hosting;

namespace Warren.Server.Access;

/// <summary>
/// The password of the administrator that the first start makes, where none is configured: in a file of the state folder that
/// only the installer can read, and told once on the terminal, never in a log.
/// </summary>
public sealed class AdminPassword(StateFolder state, Installer installer)
{
    private const string Name = "admin-password";
    private string? _made;

    /// <summary>What was made at this start; null where nothing was. Whoever has taken it is the only one.</summary>
    public string? Take() => Interlocked.Exchange(ref _made, null);

    /// <summary>Makes one, and writes it before anything is stored that it opens.</summary>
    internal string Make()
    {
        var password = AccessNames.NewSecret()[..24];
        installer.WriteFile(Path.Combine(state.Path, Name), Encoding.ASCII.GetBytes(password + "\n"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _made = password;
        return password;
    }

    /// <summary>Another server was first: what was made here opens nothing.</summary>
    internal void Forget()
    {
        if (Take() is not null)
            File.Delete(Path.Combine(state.Path, Name));
    }
}
