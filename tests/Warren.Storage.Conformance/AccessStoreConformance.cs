using Warren.Access;
using Warren.Api.Access;

namespace Warren.Storage.Conformance;

/// <summary>What every store of who may do what does.</summary>
public abstract class AccessStoreConformance
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract TestDatabase CreateDatabase();

    [Fact]
    public async Task Everything_is_read_as_it_was_written_by_the_next_server()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        var (alice, key) = (Account("alice") with { PasswordHash = "h", DisplayName = "Alice", CredentialVersion = 3 }, Key("k1", "alice", "developer"));
        var (role, quota) = (Role("ops"), new QuotaRecord(QuotaKind.Account, "alice", new() { Sandboxes = 3, Cpu = 1.5 }));
        Assert.True(await store.AddAccountAsync(alice, Token));
        Assert.True(await store.AddRoleAsync(role, Token));
        Assert.True(await store.AddBindingAsync(Binding("b1", "ops", "alice"), isBuiltInRole: false, Token));
        Assert.True(await store.AddKeyAsync(key, Token));
        await store.SaveQuotaAsync(quota, Token);

        var data = await (await OpenAsync(database)).LoadAsync(Start, Token);

        Assert.Equal(alice, Assert.Single(data.Accounts));
        Assert.Equivalent(role, Assert.Single(data.Roles), strict: true);
        Assert.Equal(Binding("b1", "ops", "alice"), Assert.Single(data.Bindings));
        Assert.Equivalent(key, Assert.Single(data.Keys), strict: true);
        Assert.Equal(quota, Assert.Single(data.Quotas));
        Assert.Empty(data.RevokedLogins);
    }

    [Fact]
    public async Task Version_counts_up_with_what_changes_something_and_with_nothing_else()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        Assert.Equal(0, await store.ReadVersionAsync(Token));
        Assert.True(await store.AddAccountAsync(Account("alice"), Token));
        Assert.Equal(1, await store.ReadVersionAsync(Token));
        Assert.False(await store.AddAccountAsync(Account("alice"), Token));
        await store.RemoveKeyAsync("none", Token);
        await store.AddLoginAsync(Login("l1"), Start, Token);
        Assert.Equal(1, await store.ReadVersionAsync(Token));
        await store.RevokeLoginAsync("l1", Token);
        Assert.Equal(2, await store.ReadVersionAsync(Token));
        Assert.Equal(2, (await store.LoadAsync(Start, Token)).Version);
    }

    [Fact]
    public async Task First_start_happens_once()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        var other = await OpenAsync(database);
        var made = await Task.WhenAll(
            store.InitializeAsync([Account("local")], [Binding("b1", "admin", "local")], Token),
            other.InitializeAsync([Account("local") with { Id = "other" }], [Binding("b2", "admin", "local")], Token));
        Assert.Single(made, isFirst => isFirst);
        var data = await store.LoadAsync(Start, Token);
        Assert.Single(data.Accounts);
        Assert.Single(data.Bindings);
    }

    [Fact]
    public async Task Account_that_somebody_else_has_changed_meanwhile_is_not_changed()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        await store.AddAccountAsync(Account("alice"), Token);
        var read = Assert.Single((await store.LoadAsync(Start, Token)).Accounts);
        Assert.True(await store.SaveAccountAsync(read with { DisplayName = "one" }, Token));
        Assert.False(await store.SaveAccountAsync(read with { DisplayName = "two" }, Token));
        Assert.Equal("one", Assert.Single((await store.LoadAsync(Start, Token)).Accounts).DisplayName);
    }

    [Fact]
    public async Task Removed_account_takes_its_rights_with_it_and_its_name_stays_taken()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        var alice = Account("alice");
        await store.AddAccountAsync(alice, Token);
        await store.AddAccountAsync(Account("bob"), Token);
        await store.AddBindingAsync(Binding("b1", "admin", "alice"), isBuiltInRole: true, Token);
        await store.AddBindingAsync(Binding("b2", "admin", "bob"), isBuiltInRole: true, Token);
        await store.AddKeyAsync(Key("k1", "alice", "admin"), Token);
        await store.AddLoginAsync(Login("l1"), Start, Token);

        await store.RemoveAccountAsync(alice, Token);

        var data = await store.LoadAsync(Start, Token);
        Assert.Equal(("bob", "b2"), (Assert.Single(data.Accounts).Name, Assert.Single(data.Bindings).Id));
        Assert.Empty(data.Keys);
        Assert.Null(await store.FindLoginAsync("l1", Token));
        Assert.False(await store.AddAccountAsync(Account("alice") with { Id = "next" }, Token));
        Assert.False(await store.AddKeyAsync(Key("k2", "alice", "admin"), Token));
        Assert.False(await store.AddBindingAsync(Binding("b3", "admin", "alice"), isBuiltInRole: true, Token));
    }

    [Fact]
    public async Task Role_that_is_bound_or_in_a_key_stays()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        await store.AddAccountAsync(Account("alice"), Token);
        await store.AddRoleAsync(Role("ops"), Token);
        Assert.False(await store.AddRoleAsync(Role("ops"), Token));
        await store.AddBindingAsync(Binding("b1", "ops", "alice"), isBuiltInRole: false, Token);
        Assert.False(await store.AddBindingAsync(Binding("b2", "ops", "alice"), isBuiltInRole: false, Token));
        Assert.False(await store.AddBindingAsync(Binding("b3", "none", "alice"), isBuiltInRole: false, Token));
        await store.AddKeyAsync(Key("k1", "alice", "ops"), Token);
        Assert.False(await store.AddKeyAsync(Key("k2", "alice", "ops") with { Info = Key("k2", "alice", "ops").Info with { Name = "k1" } }, Token));

        Assert.False(await store.RemoveRoleAsync("ops", Token));
        await store.RemoveBindingAsync("b1", Token);
        Assert.False(await store.RemoveRoleAsync("ops", Token));
        await store.RemoveKeyAsync("k1", Token);
        Assert.True(await store.RemoveRoleAsync("ops", Token));
        Assert.False(await store.RemoveRoleAsync("ops", Token));
    }

    [Fact]
    public async Task Refresh_token_is_exchanged_once_also_by_many_at_once()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        await store.AddLoginAsync(Login("l1"), Start, Token);

        var done = await Task.WhenAll(Enumerable.Range(0, 20).Select(index => store.RotateLoginAsync("l1", "first", $"next{index}", Token)));

        Assert.Single(done, isDone => isDone);
        await store.RevokeLoginAsync("l1", Token);
        var login = (await store.FindLoginAsync("l1", Token))!;
        Assert.True(login.IsRevoked);
        Assert.False(await store.RotateLoginAsync("l1", login.RefreshHash, "again", Token));
        Assert.Equal(["l1"], (await store.LoadAsync(Start, Token)).RevokedLogins);
        Assert.Empty((await store.LoadAsync(Start.AddDays(31), Token)).RevokedLogins);
    }

    [Fact]
    public async Task Logins_that_are_over_are_forgotten()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        await store.AddLoginAsync(Login("l1"), Start, Token);
        await store.AddLoginAsync(Login("l2") with { ExpiresAt = Start.AddDays(60) }, Start.AddDays(31), Token);
        Assert.Null(await store.FindLoginAsync("l1", Token));
        Assert.NotNull(await store.FindLoginAsync("l2", Token));
    }

    [Fact]
    public async Task Quota_is_replaced_and_without_a_limit_taken_away()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        await store.SaveQuotaAsync(new(QuotaKind.Workspace, "default", new() { Disk = 1L << 40 }), Token);
        await store.SaveQuotaAsync(new(QuotaKind.Workspace, "default", new() { Memory = 7 }), Token);
        Assert.Equal(new(QuotaKind.Workspace, "default", new() { Memory = 7 }), Assert.Single((await store.LoadAsync(Start, Token)).Quotas));
        await store.SaveQuotaAsync(new(QuotaKind.Workspace, "default", new()), Token);
        Assert.Empty((await store.LoadAsync(Start, Token)).Quotas);
    }

    private static AccountRecord Account(string name) => new($"id-{name}", name, PrincipalType.Account) { CreatedAt = Start };

    private static Role Role(string name) => new()
    {
        Name = name,
        BuiltIn = false,
        CreatedAt = Start,
        Rules = [new() { ApiGroups = ["*"], Resources = ["sandboxes"], Verbs = ["get"], ResourceNames = ["one"] }],
    };

    private static RoleBinding Binding(string id, string role, string principal) =>
        new() { Id = id, Role = role, Principal = principal, PrincipalType = PrincipalType.Account, Workspace = "team", CreatedBy = "admin", CreatedAt = Start };

    private static KeyRecord Key(string id, string account, string role) =>
        new(new() { Id = id, Name = id, Account = account, Roles = [role], CreatedAt = Start, ExpiresAt = Start.AddDays(1) }, $"id-{account}", "hash");

    private static LoginRecord Login(string id) => new(id, "id-alice", 1, "first", Start.AddDays(30), IsRevoked: false);

    private static async Task<IAccessStore> OpenAsync(TestDatabase database) => new SqlAccessStore(await database.OpenAsync());
}
