using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Warren.Access.Audit;
using Warren.Api;
using Warren.Api.Access;

namespace Warren.Server.FunctionalTests;

public sealed class AuditFailureTests
{
    [Fact]
    public async Task Who_changes_rights_is_told_that_the_log_cannot_be_written_and_work_goes_on()
    {
        await using var server = new Server();
        await server.InitializeAsync();
        server.Store.Fails = true;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.TryAsync(HttpMethod.Put, "/api/v0/quotas/default", new { limits = new { cpu = 100 } })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.TryAsync(HttpMethod.Delete, "/api/v0/keys/none")).Status);
        Assert.Equal(HttpStatusCode.Created, (await server.TryAsync(HttpMethod.Post, "/api/v0/sandboxes", new { })).Status);

        server.Store.Fails = false;
        // Waits for its own entry, which is written behind those that are tried again.
        Assert.Equal(HttpStatusCode.OK, (await server.TryAsync(HttpMethod.Put, "/api/v0/quotas/default", new { limits = new { } })).Status);
        Assert.Equal(["quotas", "keys", "sandboxes", "quotas"], server.Store.Entries.Select(entry => entry.Resource));
    }

    private sealed class Server : ServerFixture
    {
        public FailingStore Store { get; } = new();

        protected override void Register(IServiceCollection services) => services.AddSingleton<IAuditStore>(Store);
    }

    private sealed class FailingStore : IAuditStore
    {
        private volatile bool _fails;

        public bool Fails { get => _fails; set => _fails = value; }

        public List<AuditEntry> Entries { get; } = [];

        public Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
        {
            if (_fails)
                throw new WarrenException(ErrorCode.EngineUnavailable, "The disk of the state folder is full.");
            Entries.AddRange(entries);
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditFilter filter, long? beyond, bool isOldestFirst, int limit, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<AuditEntry>>(Entries);
    }
}
