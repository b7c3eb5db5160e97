using System.Text.Json;
using Warren.Api;
using Warren.Api.Local;

namespace Warren.Cli.Logins;

/// <summary>Logins by server, in a file of the state folder that only its owner can read.</summary>
internal sealed class LoginStore(StateFolder state)
{
    private const int WouldBlock = 11; // EWOULDBLOCK of flock(2)
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20), Limit = TimeSpan.FromSeconds(30);
    private readonly string _file = Path.Combine(state.Path, "logins.json");

    /// <summary>The login at a server; null where there is none.</summary>
    /// <exception cref="WarrenException">The file is damaged.</exception>
    public StoredLogin? Find(string server) => Read().GetValueOrDefault(server);

    /// <summary>Keeps a login, or none, for a server. Called under the lock.</summary>
    public void Set(string server, StoredLogin? login)
    {
        var logins = Read();
        if (login is null ? !logins.Remove(server) : logins.GetValueOrDefault(server) == login)
            return;
        if (login is not null)
            logins[server] = login;
        OwnerFile.Write(_file, JsonSerializer.SerializeToUtf8Bytes(logins, LoginJson.Default.DictionaryStringStoredLogin));
    }

    /// <summary>
    /// Keeps other commands from changing logins: a refresh token works once, so of two commands that need the next token
    /// only one may ask for it.
    /// </summary>
    public async Task<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return OwnerFile.Open(_file + ".lock", FileMode.OpenOrCreate, FileShare.None);
            }
            catch (IOException failure) when (failure.HResult == WouldBlock && TimeProvider.System.GetElapsedTime(started) < Limit)
            {
                await Task.Delay(Poll, TimeProvider.System, cancellationToken);
            }
        }
    }

    private Dictionary<string, StoredLogin> Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(_file), LoginJson.Default.DictionaryStringStoredLogin) ?? [];
        }
        catch (FileNotFoundException)
        {
            return [];
        }
        catch (JsonException)
        {
            throw new WarrenException(ErrorCode.Internal, "The file 'logins.json' in the state folder is damaged; delete it, and log in again.");
        }
    }
}
