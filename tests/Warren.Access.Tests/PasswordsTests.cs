using Warren.Api.Access;

namespace Warren.Access.Tests;

public sealed class PasswordsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Password_is_known_by_its_hash_alone()
    {
        using var passwords = new Passwords();
        var alice = new AccountRecord("a", "alice", PrincipalType.Account);
        alice = alice with { PasswordHash = await passwords.HashAsync(alice, "correct horse", Token) };
        Assert.DoesNotContain("correct", alice.PasswordHash, StringComparison.Ordinal);
        Assert.True(await passwords.VerifyAsync(alice, "correct horse", Token));
        Assert.False(await passwords.VerifyAsync(alice, "Correct horse", Token));
        Assert.False(await passwords.VerifyAsync(alice, "", Token));
        Assert.False(await passwords.VerifyAsync(alice, new string('x', 1 << 20), Token));
        Assert.False(await passwords.VerifyAsync(alice with { PasswordHash = null }, "correct horse", Token));
        Assert.False(await passwords.VerifyAsync(null, "correct horse", Token));
    }

    [Fact]
    public async Task Name_that_nobody_has_costs_as_much_as_one_that_somebody_has()
    {
        using var passwords = new Passwords();
        var real = Convert.FromBase64String(await passwords.HashAsync(new("a", "alice", PrincipalType.Account), "correct horse", Token));
        var nobody = Convert.FromBase64String(Passwords.HashOfNobody());
        // Marker, algorithm, rounds and length of the salt; then as many bytes.
        Assert.Equal(real[..13], nobody[..13]);
        Assert.Equal(real.Length, nobody.Length);
    }
}
