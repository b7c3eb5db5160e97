using Warren.Sandboxes.Leases;

namespace Warren.Storage.Conformance;

/// <summary>What leases do on every database.</summary>
public abstract class LeasesConformance
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract TestDatabase CreateDatabase();

    [Fact]
    public async Task Work_has_one_holder_until_it_is_given_back()
    {
        await using var database = CreateDatabase();
        var (mine, theirs) = await OpenAsync(database);
        var lease = Assert.IsType<Lease>(await mine.TryClaimAsync("work", Minute, Token));
        Assert.Null(await theirs.TryClaimAsync("work", Minute, Token));
        Assert.Null(await mine.TryClaimAsync("work", Minute, Token));
        Assert.NotNull(await theirs.TryClaimAsync("other", Minute, Token));
        await mine.GiveBackAsync(lease, Token);
        Assert.False(await mine.TryRenewAsync(lease, Minute, Token));
        var next = Assert.IsType<Lease>(await theirs.TryClaimAsync("work", Minute, Token));
        Assert.True(next.Term > lease.Term);
    }

    [Fact]
    public async Task Work_of_one_that_is_gone_is_free_when_its_time_is_over()
    {
        await using var database = CreateDatabase();
        var (mine, theirs) = await OpenAsync(database);
        var lease = Assert.IsType<Lease>(await mine.TryClaimAsync("work", Minute, Token));
        await database.PassAsync(Minute / 2);
        Assert.Null(await theirs.TryClaimAsync("work", Minute, Token));
        await database.PassAsync(Minute / 2);
        var next = Assert.IsType<Lease>(await theirs.TryClaimAsync("work", Minute, Token));
        Assert.True(next.Term > lease.Term);
        // Who comes back finds that it is another's, and cannot take it away.
        Assert.False(await mine.TryRenewAsync(lease, Minute, Token));
        await mine.GiveBackAsync(lease, Token);
        Assert.Null(await mine.TryClaimAsync("work", Minute, Token));
        Assert.True(await theirs.TryRenewAsync(next, Minute, Token));
    }

    [Fact]
    public async Task Renewed_lease_lasts_and_one_that_nobody_took_can_still_be_renewed()
    {
        await using var database = CreateDatabase();
        var (mine, theirs) = await OpenAsync(database);
        var lease = Assert.IsType<Lease>(await mine.TryClaimAsync("work", Minute, Token));
        await database.PassAsync(Minute / 2);
        Assert.True(await mine.TryRenewAsync(lease, Minute, Token));
        await database.PassAsync(Minute * 0.9);
        Assert.Null(await theirs.TryClaimAsync("work", Minute, Token));
        await database.PassAsync(Minute);
        Assert.True(await mine.TryRenewAsync(lease, Minute, Token));
        Assert.Null(await theirs.TryClaimAsync("work", Minute, Token));
    }

    [Fact]
    public async Task Of_many_that_claim_at_once_one_wins()
    {
        await using var database = CreateDatabase();
        var (mine, theirs) = await OpenAsync(database);
        for (var round = 0; round < 5; round++)
        {
            var work = $"work{round}";
            var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(() => (number % 2 == 0 ? mine : theirs).TryClaimAsync(work, Minute, Token), Token)));
            Assert.Single(claims, claim => claim is not null);
        }
    }

    [Fact]
    public async Task Next_server_of_an_installation_gives_back_what_the_one_before_had()
    {
        await using var database = CreateDatabase();
        var mine = new SqlLeases(await database.OpenAsync());
        var lease = Assert.IsType<Lease>(await mine.TryClaimAsync("work", Minute, Token));
        var next = new SqlLeases(await database.OpenAsync());
        await next.GiveBackAllAsync(Token);
        Assert.NotNull(await next.TryClaimAsync("work", Minute, Token));
        Assert.False(await mine.TryRenewAsync(lease, Minute, Token));
    }

    [Fact]
    public async Task Terms_go_up_although_old_rows_are_forgotten()
    {
        await using var database = CreateDatabase();
        var leases = new SqlLeases(await database.OpenAsync());
        var last = 0L;
        for (var day = 0; day < 3; day++)
        {
            var lease = Assert.IsType<Lease>(await leases.TryClaimAsync("work", TimeSpan.FromMilliseconds(1), Token));
            Assert.True(lease.Term > last);
            last = lease.Term;
            await database.PassAsync(TimeSpan.FromDays(2));
        }
    }

    private static async Task<(ILeases Mine, ILeases Theirs)> OpenAsync(TestDatabase database) =>
        (new SqlLeases(await database.OpenAsync()), new SqlLeases(await database.OpenBesideAsync()));
}
