using Warren.Api;
using Warren.Api.Sessions;
using Warren.Sandboxes;
using Warren.Sessions.Secrets;

namespace Warren.Sessions.Tests;

public sealed class SecretTests
{
    private const string Value = "s3cr3t-and-long";

    private static CancellationToken Token => SessionFixture.Token;

    [Fact]
    public async Task Session_finds_its_secrets_in_its_environment_and_nothing_that_is_kept_holds_them()
    {
        await using var fixture = await SessionFixture.StartAsync();
        IReadOnlyDictionary<string, string> environment = new Dictionary<string, string>();
        fixture.Engine.Run = request =>
        {
            environment = request.Env!;
            return new();
        };
        var session = await fixture.CreateAsync(spec: new() { Name = "", Secrets = ["TOKEN", "LATER"] });
        var secrets = fixture.Get<SecretService>();
        await secrets.CreateAsync(new() { Name = "TOKEN", Value = "of the workspace" }, null, SessionFixture.Owner, Token);
        await secrets.CreateAsync(new() { Name = "TOKEN", Value = Value }, session, SessionFixture.Owner, Token);
        await secrets.CreateAsync(new() { Name = "UNASKED", Value = "x" }, null, SessionFixture.Owner, Token);
        await RunAsync(fixture, session);
        Assert.Equal(Value, environment["TOKEN"]);
        Assert.DoesNotContain("UNASKED", environment.Keys);
        Assert.DoesNotContain("TOKEN", fixture.Sandboxes.Get(session.SandboxId!, SessionFixture.Owner).Spec.Env!.Keys);

        await fixture.Sandboxes.Execs.StartAsync(session.SandboxId!, new() { Command = new(["curl", $"-H token:{Value}"]), Background = true }, SessionFixture.Owner, Token);
        Assert.Equal(["curl", "-H token:***"], fixture.Sandboxes.Execs.List(session.SandboxId!, SessionFixture.Owner).Last(exec => exec.Background).Command.Arguments);

        await fixture.RestartAsync();
        Assert.Equal("a line with *** in it", fixture.Get<KnownSecrets>().Mask($"a line with {Value} in it"));
        await RunAsync(fixture, session);
        Assert.Equal(Value, environment["TOKEN"]);
        await fixture.Sessions.SuspendAsync(session.Id, Token);
        session = await fixture.Sessions.ResumeAsync(session.Id, Token);
        await RunAsync(fixture, session);
        Assert.Equal(Value, environment["TOKEN"]);

        secrets = fixture.Get<SecretService>();
        var own = Assert.Single(await secrets.ListAsync(null, session.Id, null, Token));
        await secrets.UpdateAsync(own, "another value", Token);
        await RunAsync(fixture, session);
        Assert.Equal("another value", environment["TOKEN"]);
        await secrets.DeleteAsync(own, Token);
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<WarrenException>(() => secrets.UpdateAsync(own, "too late", Token))).Code);
        await RunAsync(fixture, session);
        Assert.Equal("of the workspace", environment["TOKEN"]);
    }

    [Fact]
    public async Task Secret_is_kept_encrypted_and_cannot_be_put_in_the_place_of_another()
    {
        await using var fixture = await SessionFixture.StartAsync();
        await fixture.Get<SecretService>().CreateAsync(new() { Name = "TOKEN", Value = Value }, null, SessionFixture.Owner, Token);
        var stored = Assert.Single(await fixture.Get<ISecretStore>().ListAsync(null, null, null, Token));
        Assert.DoesNotContain(Value, stored.Sealed, StringComparison.Ordinal);
        var cipher = new SecretCipher(new byte[SecretCipher.KeyLength]);
        Assert.Equal(Value, cipher.Open(stored));
        Assert.NotEqual(stored.Sealed, cipher.Seal(stored.Secret, Value));
        foreach (var moved in new[] { stored.Secret with { Name = "OTHER" }, stored.Secret with { Workspace = "other" }, stored.Secret with { SessionId = "x" } })
            Assert.Throws<WarrenException>(() => cipher.Open(stored with { Secret = moved }));
        var another = new SecretCipher([.. Enumerable.Repeat((byte)1, SecretCipher.KeyLength)]);
        Assert.Contains("WARREN_SECRETS_KEY", Assert.Throws<WarrenException>(() => another.Open(stored)).Message, StringComparison.Ordinal);
        Assert.Throws<WarrenException>(() => cipher.Open(stored with { Sealed = "v1:AAAA" }));
    }

    [Fact]
    public async Task Remix_takes_the_secrets_along_only_where_it_is_asked_to()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var source = await fixture.CreateAsync();
        var secrets = fixture.Get<SecretService>();
        await secrets.CreateAsync(new() { Name = "TOKEN", Value = Value }, source, SessionFixture.Owner, Token);
        var record = await fixture.Sessions.FindAsync("s", null, Token);
        var without = await fixture.Sessions.RemixAsync(record, new() { Name = "without" }, "default", "bob", Token);
        var with = await fixture.Sessions.RemixAsync(record, new() { Name = "with", Secrets = true }, "default", "bob", Token);
        Assert.Empty(await secrets.ListAsync(null, without.Id, null, Token));
        Assert.Equal("bob", Assert.Single(await secrets.ListAsync(null, with.Id, null, Token)).CreatedBy);
        await fixture.Sessions.DeleteAsync(with.Id, keepsVolume: false, Token);
        Assert.Empty(await secrets.ListAsync(null, with.Id, null, Token));
    }

    [Fact]
    public async Task Remix_that_was_cut_off_among_its_secrets_gets_the_rest_of_the_next_server()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var source = await fixture.CreateAsync();
        var secrets = fixture.Get<SecretService>();
        await secrets.CreateAsync(new() { Name = "ONE", Value = Value }, source, SessionFixture.Owner, Token);
        var record = await fixture.Sessions.FindAsync("s", null, Token);
        var remix = await fixture.Sessions.RemixAsync(record, new() { Name = "with", Files = false, Secrets = true }, "default", "bob", Token);
        await secrets.CreateAsync(new() { Name = "TWO", Value = Value }, source, SessionFixture.Owner, Token);
        // As a server leaves it that is killed when one of them is copied.
        var store = fixture.Get<ISessionStore>();
        var made = (await store.FindAsync(remix.Id, Token))!;
        Assert.Null(made.CopySecretsFrom);
        await store.SaveAsync(made with { CopySecretsFrom = source.Id, Session = remix with { State = SessionState.Init, SandboxId = null } }, SessionChange.None, Token);

        await fixture.RestartAsync();

        await SessionFixture.UntilAsync(async () => (await fixture.GetAsync("with")).State == SessionState.Ready);
        Assert.Equal(["ONE", "TWO"], (await fixture.Get<SecretService>().ListAsync(null, remix.Id, null, Token)).Select(secret => secret.Name));
        Assert.Null((await fixture.Get<ISessionStore>().FindAsync(remix.Id, Token))!.CopySecretsFrom);
    }

    [Fact]
    public void Secrets_are_masked_the_longest_first_and_short_ones_not_at_all()
    {
        var secrets = new Dictionary<string, string> { ["A"] = "abcd", ["B"] = "abcdef", ["C"] = "a" };
        Assert.Equal("a *** *** z", SecretText.Mask("a abcdef abcd z", secrets));
    }

    private static async Task RunAsync(SessionFixture fixture, Session session) =>
        await fixture.Sandboxes.Execs.RunAsync(session.SandboxId!, new() { Command = new(["env"]) }, SessionFixture.Owner, Token);
}
