using System.Runtime.InteropServices;

namespace Warren.Api.Local;

/// <summary>
/// The folder that one installation keeps everything in, and the names in it that server and command line share.
/// </summary>
public sealed partial class StateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string Shared = "/tmp/warren";
    private const int WriteAndSearch = 3; // access(2): W_OK | X_OK

    private StateFolder(string path) => Path = path;

    /// <summary>Absolute path of the folder.</summary>
    public string Path { get; }

    /// <summary>The bearer token; only its owner can read it.</summary>
    public string TokenFile => System.IO.Path.Combine(Path, "token");

    /// <summary>A <see cref="ServerInfo"/> of the server that runs, or ran last.</summary>
    public string ServerFile => System.IO.Path.Combine(Path, "server.json");

    /// <summary>Locked by the server for as long as it lives.</summary>
    public string LockFile => System.IO.Path.Combine(Path, "lock");

    /// <summary>What a server in the background logs.</summary>
    public string LogFile => System.IO.Path.Combine(Path, "logs", "server.log");

    /// <summary>Settings, where somebody wrote them there.</summary>
    public string ConfigFile => System.IO.Path.Combine(Path, Settings.ConfigFile.FileName);

    /// <summary>
    /// Finds the folder: the given one, <c>WARREN_STATE_DIR</c>, <c>AGENT_STATE_DIR</c>, else the first of
    /// <c>/var/lib/warren</c>, <c>~/.config/warren</c>, <c>~/.warren</c> and <c>/tmp/warren</c> that can be written.
    /// It is made, readable by its owner only, where it does not exist.
    /// </summary>
    /// <exception cref="WarrenException">The chosen folder, or every candidate, cannot be written.</exception>
    public static StateFolder Open(string? asked = null)
    {
        asked = FirstGiven(asked, Environment.GetEnvironmentVariable("WARREN_STATE_DIR"), Environment.GetEnvironmentVariable("AGENT_STATE_DIR"));
        if (asked is not null)
        {
            var path = System.IO.Path.GetFullPath(asked);
            return TryPrepare(path) ? new(path) : throw new WarrenException(ErrorCode.InvalidRequest,
                "The state folder cannot be made or written; name another one with WARREN_STATE_DIR or --state-dir.");
        }
        var found = Candidates().FirstOrDefault(TryPrepare) ?? throw new WarrenException(ErrorCode.InvalidRequest,
            "No folder for the state can be written; name one with WARREN_STATE_DIR or --state-dir.");
        return new(found);
    }

    private static string? FirstGiven(params ReadOnlySpan<string?> values)
    {
        foreach (var value in values)
            if (!string.IsNullOrEmpty(value))
                return value;
        return null;
    }

    private static IEnumerable<string> Candidates()
    {
        yield return "/var/lib/warren";
        if (Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home)
        {
            yield return System.IO.Path.Combine(home, ".config/warren");
            yield return System.IO.Path.Combine(home, ".warren");
        }
        yield return Shared;
    }

    private static bool TryPrepare(string path)
    {
        try
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false; // The next candidate is tried; the last failure is reported by the caller.
        }
        return Access(path, WriteAndSearch) == 0 && (path != Shared || IsOursAlone(path));
    }

    // Anyone can make folders and links in /tmp.
    private static bool IsOursAlone(string path) =>
        new DirectoryInfo(path) is { LinkTarget: null } folder
        && folder.UnixFileMode == OwnerOnly
        && FileOwner.Read(path) == FileOwner.Current;

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
