using Warren.Access.Accounts;
using Warren.Access.Audit;
using Warren.Server.Hosting;

namespace Warren.Server.Access;

/// <summary>Makes the first accounts before the first request is served, and writes the audit log until the last one is.</summary>
internal sealed class AccessHost(FirstStart first, AuditLog log, ServerOptions options, AdminPassword password) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private Task _writing = Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await first.IsDueAsync(cancellationToken))
        {
            var chosen = options.AdminPassword ?? password.Make();
            if (!await first.RunAsync(chosen, cancellationToken))
                password.Forget();
        }
        _writing = log.RunAsync(_ended.Token);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _ended.CancelAsync();
        await _writing.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _ended.Dispose();
}
