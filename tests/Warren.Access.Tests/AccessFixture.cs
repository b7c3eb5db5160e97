using Warren.Access.Accounts;
using Warren.Access.Keys;
using Warren.Access.Logins;
using Warren.Access.Roles;
using Warren.Api.Access;
using Warren.Storage;
using Warren.Storage.Sqlite;
using Warren.TestKit;

namespace Warren.Access.Tests;

/// <summary>One database with the services of a server on it, and of others beside it.</summary>
internal sealed class AccessFixture : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-test-");
    private readonly SqliteStorage _storage;

    public AccessFixture()
    {
        _storage = new(Path.Combine(_folder.FullName, "warren.db"));
        (Store, One, Other) = (new(_storage), new(_storage, Time), new(_storage, Time));
    }

    public ManualTime Time { get; } = new();

    public SqlAccessStore Store { get; }

    /// <summary>A server.</summary>
    public Services One { get; }

    /// <summary>Another server on the same database.</summary>
    public Services Other { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An account with roles, each as <c>role</c> or <c>role@workspace</c>, as a caller.</summary>
    public async Task<Principal> AccountAsync(string name, params string[] roles)
    {
        var account = await One.Accounts.CreateAsync(PrincipalType.Account, name, null, null, Token);
        foreach (var role in roles.Select(role => role.Split('@')))
            await Store.AddBindingAsync(
                new()
                {
                    Id = AccessNames.NewId(),
                    Role = role[0],
                    Principal = name,
                    PrincipalType = PrincipalType.Account,
                    Workspace = role.Length == 1 ? null : role[1],
                    CreatedAt = Time.GetUtcNow(),
                },
                isBuiltInRole: BuiltInRoles.All.ContainsKey(role[0]), Token);
        await One.State.ReloadAsync(Token);
        return new(name, PrincipalType.Account, Credential.Login) { AccountId = account.Id };
    }

    public void Dispose()
    {
        One.Dispose();
        Other.Dispose();
        _storage.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>What one server has.</summary>
    internal sealed class Services : IDisposable
    {
        public Services(SqliteStorage storage, TimeProvider time)
        {
            var store = new SqlAccessStore(storage);
            State = new(store, time);
            Accounts = new(store, State, Passwords, time);
            Logins = new(store, State, Passwords, new(new byte[32]), time);
            Roles = new(store, State, time);
            Bindings = new(store, State, time);
            Keys = new(store, State, time);
        }

        public AccessState State { get; }

        public Passwords Passwords { get; } = new();

        public AccountService Accounts { get; }

        public LoginService Logins { get; }

        public RoleService Roles { get; }

        public BindingService Bindings { get; }

        public KeyService Keys { get; }

        public void Dispose()
        {
            State.Dispose();
            Passwords.Dispose();
        }
    }
}
