using Warren.Api;
using Warren.Api.Auth;
using Warren.Client;

namespace Warren.Cli.Logins;

/// <summary>Logs in and out at one server, and keeps a login alive.</summary>
/// <param name="store">Where logins are kept.</param>
/// <param name="server">What the server is called there.</param>
/// <param name="clock">The clock.</param>
internal sealed class ServerLogins(LoginStore store, string server, TimeProvider clock)
{
    /// <summary>How long before its end a token is replaced.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    /// <summary>What the server of the state folder is called, wherever it listens.</summary>
    public const string Local = "local";

    /// <summary>The login that is kept, as it is; null for none.</summary>
    public StoredLogin? Peek() => store.Find(server);

    /// <summary>The login that is kept, with a token that lasts; null where there is none.</summary>
    /// <exception cref="WarrenException">It has ended, and cannot be renewed.</exception>
    public async Task<StoredLogin?> FindAsync(Uri address, CancellationToken cancellationToken)
    {
        if (Peek() is not { } known || !IsDue(known))
            return Peek();
        using var held = await store.LockAsync(cancellationToken);
        if (Peek() is not { RefreshToken: { } refresh } login || !IsDue(login))
            return Peek(); // Another command has renewed it, or logged out.
        try
        {
            using var client = new WarrenClient(address, token: null);
            var next = From(login.User, await client.Auth.RefreshAsync(refresh, cancellationToken));
            store.Set(server, next);
            return next;
        }
        catch (WarrenException) when (login.ExpiresAt > clock.GetUtcNow())
        {
            return login; // It still works; whoever comes next tries again.
        }
        catch (WarrenException failure) when (failure.Code == ErrorCode.Unauthenticated)
        {
            throw new WarrenException(ErrorCode.Unauthenticated, $"The login as {login.User} has ended; `warren auth login` begins another one.", failure);
        }
    }

    /// <summary>Logs in with a password.</summary>
    public async Task<StoredLogin> LoginAsync(Uri address, string user, string password, CancellationToken cancellationToken)
    {
        using var client = new WarrenClient(address, token: null);
        return await KeepAsync(From(user, await client.Auth.LoginAsync(user, password, cancellationToken)), cancellationToken);
    }

    /// <summary>Keeps a login that somebody got with a browser.</summary>
    /// <returns>Who one is with it.</returns>
    public async Task<Caller> KeepAsync(Uri address, Login login, CancellationToken cancellationToken)
    {
        using var client = new WarrenClient(address, login.Token);
        var caller = await client.Auth.GetCallerAsync(cancellationToken);
        await KeepAsync(From(caller.Name, login), cancellationToken);
        return caller;
    }

    /// <summary>Keeps a key or a token that the server takes.</summary>
    /// <returns>Who one is with it.</returns>
    public async Task<Caller> AdoptAsync(Uri address, string secret, CancellationToken cancellationToken)
    {
        using var client = new WarrenClient(address, secret);
        var caller = await client.Auth.GetCallerAsync(cancellationToken);
        await KeepAsync(new() { User = caller.Name, Token = secret, ExpiresAt = caller.ExpiresAt }, cancellationToken);
        return caller;
    }

    /// <summary>Forgets the login, and ends it at the server, where that one answers.</summary>
    /// <returns>Whether there was one, and why the server has not ended it.</returns>
    public async Task<(bool WasThere, WarrenException? NotEnded)> LogoutAsync(Uri? address, CancellationToken cancellationToken)
    {
        using var held = await store.LockAsync(cancellationToken);
        if (Peek() is not { } login)
            return (false, null);
        // A key, or a token that somebody gave, is not ours to end.
        var failure = login.RefreshToken is null ? null : await EndAsync(address, login, cancellationToken);
        store.Set(server, null);
        return (true, failure);
    }

    private static async Task<WarrenException?> EndAsync(Uri? address, StoredLogin login, CancellationToken cancellationToken)
    {
        if (address is null)
            return new(ErrorCode.EngineUnavailable, "no server runs.");
        try
        {
            using var client = new WarrenClient(address, login.Token);
            await client.Auth.LogoutAsync(cancellationToken);
            return null;
        }
        catch (WarrenException failure)
        {
            return failure.Code == ErrorCode.Unauthenticated ? null : failure; // What it no longer takes has ended.
        }
    }

    private async Task<StoredLogin> KeepAsync(StoredLogin login, CancellationToken cancellationToken)
    {
        using var held = await store.LockAsync(cancellationToken);
        store.Set(server, login);
        return login;
    }

    private static StoredLogin From(string? user, Login login) =>
        new() { User = user, Token = login.Token, RefreshToken = login.RefreshToken, ExpiresAt = login.ExpiresAt };

    private bool IsDue(StoredLogin login) => login.RefreshToken is not null && login.ExpiresAt - clock.GetUtcNow() < Margin;
}
