using System.Text.Json.Serialization.Metadata;
using Warren.Api;
using Warren.Api.Access;

namespace Warren.Client.Access;

/// <summary>Accounts of people, or of programs. Wherever an id is taken, a name is too.</summary>
public sealed class AccountClient
{
    private readonly WarrenClient _client;
    private readonly string _root;

    internal AccountClient(WarrenClient client, string root) => (_client, _root) = (client, root);

    /// <summary>Makes an account of a person.</summary>
    public Task<Account> CreateAsync(AccountRequest request, CancellationToken cancellationToken) =>
        PostAsync(request, WarrenJson.Wire.AccountRequest, cancellationToken);

    /// <summary>Makes an account of a program.</summary>
    public Task<Account> CreateAsync(ServiceAccountRequest request, CancellationToken cancellationToken) =>
        PostAsync(request, WarrenJson.Wire.ServiceAccountRequest, cancellationToken);

    /// <summary>Reads all, page by page.</summary>
    public IAsyncEnumerable<Account> ListAsync(CancellationToken cancellationToken) =>
        _client.ReadPagesAsync(_root, WarrenJson.Wire.PageAccount, most: null, cancellationToken);

    /// <summary>Reads one.</summary>
    public Task<Account> GetAsync(string account, CancellationToken cancellationToken) =>
        _client.GetAsync(Path(account), WarrenJson.Wire.Account, cancellationToken);

    /// <summary>Changes one.</summary>
    public Task<Account> UpdateAsync(string account, AccountChange change, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Put, Path(account), WarrenClient.Json(change, WarrenJson.Wire.AccountChange), WarrenJson.Wire.Account, cancellationToken);

    /// <summary>Gives one another password, and signs it out everywhere.</summary>
    public Task SetPasswordAsync(string account, PasswordChange change, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Put, $"{Path(account)}/password", WarrenClient.Json(change, WarrenJson.Wire.PasswordChange), cancellationToken);

    /// <summary>Removes one.</summary>
    public Task DeleteAsync(string account, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Delete, Path(account), null, cancellationToken);

    private Task<Account> PostAsync<T>(T request, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Post, _root, WarrenClient.Json(request, type), WarrenJson.Wire.Account, cancellationToken);

    private string Path(string account) => $"{_root}/{Uri.EscapeDataString(account)}";
}
