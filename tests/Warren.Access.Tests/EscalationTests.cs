using Warren.Api;
using Warren.Api.Access;

namespace Warren.Access.Tests;

/// <summary>That nobody gives more than they hold.</summary>
public sealed class EscalationTests : IDisposable
{
    private readonly AccessFixture _access = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _access.Dispose();

    [Theory]
    [InlineData("developer", null, true)]
    [InlineData("developer", "team", true)]
    [InlineData("operator", "team", false)]
    [InlineData("admin", "team", false)]
    [InlineData("viewer", "team", false)]
    public async Task Role_is_bound_only_by_who_holds_it(string role, string? workspace, bool isAllowed)
    {
        await _access.Store.AddRoleAsync(Role("binder", "role-bindings", "*"), Token);
        var caller = await _access.AccountAsync("alice", "developer", "binder");
        await _access.AccountAsync("bob");
        await CheckAsync(isAllowed, () => _access.One.Bindings.CreateAsync(caller, Request(role, workspace), Token));
    }

    [Theory]
    [InlineData("team", true)]
    [InlineData("other", false)]
    [InlineData("", false)]
    public async Task Who_is_administrator_of_one_workspace_binds_in_that_one(string workspace, bool isAllowed)
    {
        var caller = await _access.AccountAsync("alice", "admin@team");
        await _access.AccountAsync("bob");
        await CheckAsync(isAllowed, () => _access.One.Bindings.CreateAsync(caller, Request("developer", workspace), Token));
        Assert.Equal(isAllowed ? 2 : 1, (await _access.One.State.ReadAsync(Token)).Data.Bindings.Count);
        Assert.All(await _access.One.Bindings.ListAsync(caller, Token), binding => Assert.Equal("team", binding.Workspace));
    }

    [Fact]
    public async Task Role_is_made_only_of_rights_that_its_maker_holds_everywhere()
    {
        await _access.Store.AddRoleAsync(Role("maker", "roles", "*"), Token);
        var caller = await _access.AccountAsync("alice", "maker", "developer@team");
        await CheckAsync(true, () => _access.One.Roles.CreateAsync(caller, new() { Name = "mine", Rules = Role("x", "roles", "create").Rules }, Token));
        await CheckAsync(false, () => _access.One.Roles.CreateAsync(caller, new() { Name = "more", Rules = Role("x", "sandboxes", "get").Rules }, Token));
        await CheckAsync(false, () => _access.One.Roles.CreateAsync(caller, new() { Name = "all", Rules = Role("x", "*", "*").Rules }, Token));
    }

    [Theory]
    [InlineData("developer", "team", true)]
    [InlineData("tool-runner", "team", true)]
    [InlineData("operator", "team", false)]
    [InlineData("developer", "other", false)]
    [InlineData("developer", null, false)]
    public async Task Key_has_only_rights_that_its_maker_holds(string role, string? workspace, bool isAllowed)
    {
        var caller = await _access.AccountAsync("alice", "developer@team");
        await CheckAsync(isAllowed, () => _access.One.Keys.CreateAsync(caller, new() { Name = "k", Roles = [role], Workspace = workspace }, Token));
    }

    [Fact]
    public async Task Key_makes_no_key_that_may_do_more_or_lives_longer()
    {
        var alice = await _access.AccountAsync("alice", "developer");
        var end = _access.Time.GetUtcNow().AddHours(1);
        var made = await _access.One.Keys.CreateAsync(alice, new() { Name = "k", Roles = ["developer"], Workspace = "team", ExpiresAt = end }, Token);
        var caller = _access.One.Keys.Verify(made.Key, await _access.One.State.ReadAsync(Token))!;

        Assert.Equal(("alice", Credential.Key, "team"), (caller.Name, caller.Credential, caller.Narrowed!.Workspace));
        await CheckAsync(false, () => _access.One.Keys.CreateAsync(caller, new() { Name = "k2", Roles = ["developer"], ExpiresAt = end }, Token));
        var failure = await Assert.ThrowsAsync<WarrenException>(() => _access.One.Keys.CreateAsync(caller, new() { Name = "k2", Roles = ["developer"], Workspace = "team" }, Token));
        Assert.Contains("expiresAt", failure.Errors.Keys);
        await CheckAsync(true, () => _access.One.Keys.CreateAsync(caller, new() { Name = "k2", Roles = ["tool-runner"], Workspace = "team", ExpiresAt = end }, Token));
    }

    [Fact]
    public async Task Who_may_change_accounts_does_not_become_one_that_may_do_more()
    {
        await _access.Store.AddRoleAsync(Role("clerk", "accounts", "*"), Token);
        var clerk = await _access.AccountAsync("clerk", "clerk");
        await _access.AccountAsync("root", "admin");
        await _access.AccountAsync("bob");
        Task set(string name) => _access.One.Accounts.ChangePasswordAsync(clerk, PrincipalType.Account, name, new() { NewPassword = "correct horse" }, Token);

        await set("bob");
        Assert.Equal(ErrorCode.Forbidden, (await Assert.ThrowsAsync<WarrenException>(() => set("root"))).Code);
        await _access.One.Accounts.ChangeAsync(clerk, PrincipalType.Account, "root", new() { Disabled = true }, Token);
        await CheckAsync(false, () => _access.One.Accounts.ChangeAsync(clerk, PrincipalType.Account, "root", new() { Disabled = false }, Token));
    }

    [Fact]
    public async Task Key_for_a_service_account_takes_all_the_rights_of_that_account()
    {
        var root = await _access.AccountAsync("root", "admin");
        var oper = await _access.AccountAsync("oper", "operator");
        await _access.One.Accounts.CreateAsync(PrincipalType.ServiceAccount, "bot", null, null, Token);
        var request = new ApiKeyRequest { Name = "k", Roles = ["developer"], ServiceAccount = "bot" };

        await CheckAsync(false, () => _access.One.Keys.CreateAsync(oper, request, Token));
        var made = await _access.One.Keys.CreateAsync(root, request, Token);
        var known = await _access.One.State.ReadAsync(Token);
        var bot = _access.One.Keys.Verify(made.Key, known)!;
        // It has no role yet: a key gives none.
        Assert.False(known.Allows(bot, Verb.Create, "sandboxes", "default", null));
        await _access.One.Bindings.CreateAsync(root, new() { Role = "tool-runner", Principal = "bot", PrincipalType = PrincipalType.ServiceAccount }, Token);
        known = await _access.One.State.ReadAsync(Token);
        Assert.False(known.Allows(bot, Verb.Create, "sandboxes", "default", null));
        Assert.True(known.Allows(bot, Verb.Exec, "tools", "default", null));
    }

    private static async Task CheckAsync<T>(bool isAllowed, Func<Task<T>> act)
    {
        if (isAllowed)
            await act();
        else
            Assert.Equal(ErrorCode.Forbidden, (await Assert.ThrowsAsync<WarrenException>(act)).Code);
    }

    private static RoleBindingRequest Request(string role, string? workspace) =>
        new() { Role = role, Principal = "bob", PrincipalType = PrincipalType.Account, Workspace = workspace };

    private static Role Role(string name, string resource, string verb) =>
        new() { Name = name, BuiltIn = false, Rules = [new() { ApiGroups = ["*"], Resources = [resource], Verbs = [verb] }] };
}
