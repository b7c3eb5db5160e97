using Warren.Api;
using Warren.Api.Local;
using Warren.Api.Settings;
using Warren.Cli.Logins;

namespace Warren.Cli.Hosting;

/// <summary>Which server is called, and what is shown to it: a key that is set, else what one logged in with, else the state folder's token.</summary>
internal sealed class ServerAccess
{
    private readonly StateFolder _state;
    private readonly SettingValue _key;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="WarrenException">The address of the server is none.</exception>
    public ServerAccess(StateFolder state, IReadOnlyDictionary<Setting, SettingValue> settings)
    {
        (_state, _key) = (state, settings[SettingCatalog.Key]);
        Remote = settings[SettingCatalog.Server].Value is { } address ? ParseAddress(address) : null;
        Logins = new(new LoginStore(state), Remote?.GetLeftPart(UriPartial.Authority) ?? ServerLogins.Local, TimeProvider.System);
    }

    /// <summary>The server that was named; null for the one of the state folder.</summary>
    public Uri? Remote { get; }

    /// <summary>Logs in and out.</summary>
    public ServerLogins Logins { get; }

    /// <summary>The variable or key that gives the credential, above any login; null where none does.</summary>
    public string? FixedBy => _key.Value is null ? null : _key.Origin;

    /// <summary>What is to be shown to a server.</summary>
    /// <exception cref="WarrenException">There is nothing.</exception>
    public async Task<Credential> FindAsync(Uri address, CancellationToken cancellationToken)
    {
        if (_key.Value is { } key)
            return new(key, $"the key of {_key.Origin}");
        if (await Logins.FindAsync(address, cancellationToken) is { } login)
            return new(login.Token, login.RefreshToken is null ? "what `warren auth login` was given" : "a login");
        return Remote is null
            ? new(await ReadTokenAsync(cancellationToken), "the token of the state folder")
            : throw new WarrenException(ErrorCode.Unauthenticated, $"Nobody is logged in at {Remote}: `warren auth login --server {Remote}` logs in.");
    }

    /// <summary>Reads the token of the state folder.</summary>
    /// <exception cref="WarrenException">There is none yet.</exception>
    public async Task<string> ReadTokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(_state.TokenFile, cancellationToken)).Trim();
        }
        catch (FileNotFoundException)
        {
            throw new WarrenException(ErrorCode.NotFound, "There is no token yet: the first start of the server makes it. Start it with `warren up`.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new WarrenException(ErrorCode.Forbidden, "The token belongs to another user, who started this server.");
        }
    }

    private static Uri ParseAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? url
            : throw new WarrenException(ErrorCode.InvalidRequest, $"'{text}' is no address of a server; give scheme, host and port alone, such as https://warren.example.");
}
