using System.Text.Json;
using Warren.Api;

namespace Warren.Cli.EndToEndTests;

public sealed class DbTests(Cli cli) : IClassFixture<Cli>
{
    [Fact]
    public async Task Schema_is_undone_only_without_a_server_and_with_consent()
    {
        await cli.RunAsync("up");
        var status = await cli.RunAsync("db", "status");
        Assert.Equal((0, ""), (status.ExitCode, status.Stderr));
        Assert.Contains("warren.db (sqlite)", status.Stdout, StringComparison.Ordinal);
        Assert.DoesNotContain("missing", status.Stdout, StringComparison.Ordinal);
        var running = await cli.RunAsync("db", "rollback", "--to", "1", "--yes");
        Assert.Equal(73, running.ExitCode);
        Assert.Contains("warren stop", running.Stderr, StringComparison.Ordinal);

        await cli.RunAsync("stop");
        var asked = await cli.RunAsync("db", "rollback", "--to", "1");
        Assert.Equal(64, asked.ExitCode);
        Assert.Contains("the history of tools", asked.Stderr, StringComparison.Ordinal);
        Assert.Contains("--yes", asked.Stderr, StringComparison.Ordinal);
        Assert.True((await ReadAsync("status")).All(step => step.Applied));

        Assert.Equal(0, (await cli.RunAsync("db", "rollback", "--to", "1", "--yes")).ExitCode);
        Assert.Equal([1], (await ReadAsync("status")).Where(step => step.Applied).Select(step => step.Number));
        Assert.True((await ReadAsync("migrate")).All(step => step.Applied));
        Assert.Equal(0, (await cli.RunAsync("up")).ExitCode);
    }

    private async Task<IReadOnlyList<Warren.Api.Local.DatabaseMigration>> ReadAsync(string command) =>
        JsonSerializer.Deserialize((await cli.RunAsync("db", command, "-o", "json")).Stdout, WarrenJson.Wire.DatabaseStatus)!.Migrations;
}
