using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Warren.Api;
using Warren.Api.Auth;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Logins;

/// <summary>Logs in through a server's identity provider, with a browser on this machine or on another.</summary>
/// <param name="address">The server.</param>
/// <param name="ask">Asks on the terminal for the code that a browser elsewhere shows; null where nobody can be asked.</param>
internal sealed class BrowserLogin(Uri address, Func<CancellationToken, Task<string>>? ask)
{
    /// <summary>How long somebody may take: as long as the server waits for them.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Shows the address, and waits until somebody has signed in there.</summary>
    /// <param name="show">Takes the address and what the provider is called.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="WarrenException">InvalidState: the server has no provider. DeadlineExceeded: nobody came.</exception>
    public async Task<Login> RunAsync(Action<string, string> show, CancellationToken cancellationToken)
    {
        using var client = new WarrenClient(address, token: null);
        if (await client.Auth.GetOidcAsync(cancellationToken) is not { StartPath: { } path } provider)
            throw new WarrenException(ErrorCode.InvalidState, $"The server at {address.GetLeftPart(UriPartial.Authority)} has no identity provider; log in with a password or a key.");
        var (verifier, state) = (Random(), Random());
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        using var redirect = new LoopbackRedirect();
        show(string.Create(CultureInfo.InvariantCulture, $"{address.GetLeftPart(UriPartial.Authority)}{path}?port={redirect.Port}&challenge={challenge}&state={state}"), provider.Name ?? "the identity provider");
        return await client.Auth.ExchangeAsync(await WaitAsync(redirect, state, cancellationToken), verifier, cancellationToken);
    }

    private async Task<string> WaitAsync(LoopbackRedirect redirect, string state, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(Limit);
        Task<string>[] ways = ask is null ? [redirect.WaitAsync(state, ending.Token)] : [redirect.WaitAsync(state, ending.Token), ask(ending.Token)];
        try
        {
            return await await Task.WhenAny(ways);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WarrenException(ErrorCode.DeadlineExceeded, $"Nobody signed in within {Limit.TotalMinutes:0} minutes; begin again.");
        }
        finally
        {
            await ending.CancelAsync();
            foreach (var way in ways) // What came first was told; what is given up has nothing to tell.
                await ((Task)way).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
