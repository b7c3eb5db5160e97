using Npgsql;
using Warren.Api;
using Warren.Storage.Postgres;

namespace Warren.Storage.Tests;

public sealed class PostgresOptionsTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("postgresql://warren:p%40ss%2F%3A@db.example:6432/warren%20one?sslmode=verify-full&sslrootcert=/etc/ca.pem&connect_timeout=3", "db.example", 6432, "warren one", "warren", "p@ss/:")]
    [InlineData("postgres://db/warren", "db", 5432, "warren", null, null)]
    [InlineData("postgresql://warren@[::1]:5433/warren", "::1", 5433, "warren", "warren", null)]
    [InlineData("postgresql://warren@/warren?host=/run/postgresql", "/run/postgresql", 5432, "warren", "warren", null)]
    public void Address_is_read(string url, string host, int port, string database, string? user, string? password)
    {
        var options = PostgresOptions.TryParse(url, out var errors);
        Assert.Empty(errors);
        Assert.Equal((host, port, database, user, password), (options!.Host, options.Port, options.Database, options.User, options.Password));
    }

    [Fact]
    public void Settings_behind_it_are_passed_on()
    {
        var options = PostgresOptions.TryParse("postgresql://db/warren?sslmode=verify-full&sslrootcert=/etc/ca.pem&connect_timeout=3", out _)!.ToConnectionString();
        Assert.Equal((SslMode.VerifyFull, "/etc/ca.pem", 3), (options.SslMode, options.RootCertificate, options.Timeout));
    }

    [Theory]
    [InlineData("mysql://warren:hidden@db/warren", "postgresql://")]
    [InlineData("postgresql://warren:hid#den@db/warren", "%40")]
    [InlineData("postgresql://warren:hidden%zz@db/warren", "%40")]
    [InlineData("postgresql://warren:hidden@one,two/warren", "postgresql://")]
    [InlineData("postgresql://warren:hidden@db", "no database")]
    [InlineData("postgresql://warren:hidden@db:0/warren", "port")]
    [InlineData("postgresql://warren:hidden@db:99999/warren", "port")]
    [InlineData("postgresql://warren:hidden@/warren", "no host")]
    [InlineData("postgresql://warren:hidden@db/warren?sslmode=maybe", "sslmode")]
    [InlineData("postgresql://warren:hidden@db/warren?sslrootcert=ca.pem", "sslrootcert")]
    [InlineData("postgresql://warren:hidden@db/warren?options=-c%20x", "options")]
    [InlineData("postgresql://warren:a?hidden=b@db/warren", "postgresql://")]
    public void What_is_wrong_is_said_without_the_password(string url, string part)
    {
        Assert.Null(PostgresOptions.TryParse(url, out var errors));
        Assert.Contains(errors, error => error.Contains(part, StringComparison.Ordinal));
        Assert.DoesNotContain(errors, error => error.Contains("hid", StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        PostgresOptions.TryParse("postgresql://warren@:0/?sslmode=maybe&what=1", out var errors);
        Assert.Equal(5, errors.Count);
    }

    [Fact]
    public async Task Wrong_password_database_and_host_are_told_apart_and_neither_password_nor_user_is_said()
    {
        await using var database = new PostgresTestDatabase(postgres);
        var options = await database.GetOptionsAsync();
        Assert.Contains("refuses the user or password", Refusal(options with { Password = "hidden" }), StringComparison.Ordinal);
        Assert.Contains("not there", Refusal(options with { Database = "nothing" }), StringComparison.Ordinal);
        Assert.Contains("cannot be reached", Refusal(options with { Port = 1 }), StringComparison.Ordinal);
        Assert.DoesNotContain(options.Password!, options.ToString(), StringComparison.Ordinal);
    }

    private static string Refusal(PostgresOptions options)
    {
        var failure = Assert.Throws<WarrenException>(() => new PostgresStorage(options, "first", TimeProvider.System));
        Assert.Equal(ErrorCode.EngineUnavailable, failure.Code);
        Assert.DoesNotContain("hidden", failure.ToString(), StringComparison.Ordinal);
        return failure.Message;
    }
}
