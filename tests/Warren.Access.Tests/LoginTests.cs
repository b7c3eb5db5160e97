using Warren.Api;
using Warren.Api.Access;
using Warren.Api.Auth;

namespace Warren.Access.Tests;

public sealed class LoginTests : IDisposable
{
    private const string Password = "correct horse";
    private readonly AccessFixture _access = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _access.Dispose();

    [Fact]
    public async Task Token_counts_for_a_day_on_every_server()
    {
        var login = await SignInAsync();
        Assert.Equal(_access.Time.GetUtcNow().AddHours(24), login.ExpiresAt, TimeSpan.FromSeconds(1));
        Assert.Equal("alice", (await WhoAsync(_access.One, login))!.Name);
        Assert.Equal("alice", (await WhoAsync(_access.Other, login))!.Name);
        _access.Time.Advance(TimeSpan.FromHours(24));
        Assert.Null(await WhoAsync(_access.One, login));
    }

    [Fact]
    public async Task Logging_out_counts_here_at_once_and_elsewhere_within_a_second()
    {
        var (login, kept) = (await SignInAsync(), await _access.One.Logins.BeginAsync((await _access.One.State.ReadAsync(Token)).FindAccount("alice")!, Token));
        Assert.NotNull(await WhoAsync(_access.Other, login));
        await _access.One.Logins.EndAsync((await WhoAsync(_access.One, login))!.LoginId!, Token);

        Assert.Null(await WhoAsync(_access.One, login));
        _access.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await WhoAsync(_access.Other, login));
        Assert.NotNull(await WhoAsync(_access.Other, kept));
        await RefusedAsync(login.RefreshToken);
    }

    [Fact]
    public async Task New_password_ends_every_login()
    {
        var login = await SignInAsync();
        var caller = (await WhoAsync(_access.One, login))!;
        await _access.One.Accounts.ChangePasswordAsync(caller, PrincipalType.Account, "alice", new() { CurrentPassword = Password, NewPassword = "battery staple" }, Token);

        Assert.Null(await WhoAsync(_access.One, login));
        await RefusedAsync(login.RefreshToken);
        Assert.Null(await _access.One.Logins.CheckAsync("alice", Password, Token));
        Assert.NotNull(await _access.One.Logins.CheckAsync("alice", "battery staple", Token));
    }

    [Fact]
    public async Task Disabled_account_neither_signs_in_nor_is_what_it_showed_worth_anything()
    {
        var login = await SignInAsync();
        var root = await _access.AccountAsync("root", "admin");
        var key = await _access.One.Keys.CreateAsync((await WhoAsync(_access.One, login))!, new() { Name = "k", Roles = ["developer"] }, Token);
        await _access.One.Accounts.ChangeAsync(root, PrincipalType.Account, "alice", new() { Disabled = true }, Token);

        Assert.Null(await WhoAsync(_access.One, login));
        Assert.Null(_access.One.Keys.Verify(key.Key, await _access.One.State.ReadAsync(Token)));
        Assert.Null(await _access.One.Logins.CheckAsync("alice", Password, Token));
        await RefusedAsync(login.RefreshToken);
    }

    [Fact]
    public async Task Refresh_token_is_good_once_and_a_second_use_ends_the_login()
    {
        var first = await SignInAsync();
        var second = await _access.One.Logins.RefreshAsync(first.RefreshToken, Token);
        Assert.Equal("alice", (await WhoAsync(_access.One, second))!.Name);
        Assert.NotEqual(first.RefreshToken, second.RefreshToken);

        await RefusedAsync(first.RefreshToken);

        await RefusedAsync(second.RefreshToken);
        Assert.Null(await WhoAsync(_access.One, first));
        Assert.Null(await WhoAsync(_access.One, second));
    }

    [Fact]
    public async Task Login_can_be_refreshed_for_a_month_and_no_longer()
    {
        var login = await SignInAsync();
        for (var day = 0; day < 29; day++)
        {
            _access.Time.Advance(TimeSpan.FromDays(1));
            login = await _access.One.Logins.RefreshAsync(login.RefreshToken, Token);
        }
        _access.Time.Advance(TimeSpan.FromHours(12));
        login = await _access.One.Logins.RefreshAsync(login.RefreshToken, Token);
        Assert.True(login.ExpiresAt - _access.Time.GetUtcNow() <= TimeSpan.FromHours(12));
        _access.Time.Advance(TimeSpan.FromHours(12));
        await RefusedAsync(login.RefreshToken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("wr")]
    [InlineData("wr_x_y")]
    [InlineData("wr__")]
    [InlineData("x_y_z")]
    public Task Nonsense_refreshes_nothing(string text) => RefusedAsync(text);

    [Theory]
    [InlineData("alice", "wrong")]
    [InlineData("bob", Password)]
    [InlineData("", "")]
    public async Task Wrong_name_or_password_is_nobodys(string user, string password)
    {
        await SignInAsync();
        Assert.Null(await _access.One.Logins.CheckAsync(user, password, Token));
    }

    [Fact]
    public async Task An_id_is_no_name_to_sign_in_with()
    {
        var login = await SignInAsync();
        Assert.Null(await _access.One.Logins.CheckAsync((await WhoAsync(_access.One, login))!.AccountId!, Password, Token));
    }

    private async Task<Login> SignInAsync()
    {
        await _access.One.Accounts.CreateAsync(PrincipalType.Account, "alice", Password, null, Token);
        await _access.Store.AddBindingAsync(
            new() { Id = "b", Role = "developer", Principal = "alice", PrincipalType = PrincipalType.Account, CreatedAt = _access.Time.GetUtcNow() }, isBuiltInRole: true, Token);
        await _access.One.State.ReloadAsync(Token);
        return await _access.One.Logins.BeginAsync((await _access.One.Logins.CheckAsync("alice", Password, Token))!, Token);
    }

    private static async Task<Principal?> WhoAsync(AccessFixture.Services server, Login login) =>
        server.Logins.Verify(login.Token, await server.State.ReadAsync(Token));

    private async Task RefusedAsync(string refreshToken) =>
        Assert.Equal(ErrorCode.Unauthenticated, (await Assert.ThrowsAsync<WarrenException>(() => _access.One.Logins.RefreshAsync(refreshToken, Token))).Code);
}
