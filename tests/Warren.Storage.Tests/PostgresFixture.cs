using Warren.TestKit;

[assembly: AssemblyFixture(typeof(Warren.Storage.Tests.PostgresFixture))]

namespace Warren.Storage.Tests;

/// <summary>The one PostgreSQL server that the tests of this project share; the first that needs it starts it.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private PostgresServer? _server;

    /// <summary>It; where it cannot be, the test is skipped.</summary>
    public async Task<PostgresServer> GetAsync()
    {
        Assert.SkipUnless(PostgresServer.Missing is null, PostgresServer.Missing ?? "");
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _server ??= await PostgresServer.StartAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _gate.Dispose();
    }
}
