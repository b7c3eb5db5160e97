using Warren.Api.Sandboxes;
using Warren.Images;
using Warren.Sandboxes.Pool;

namespace Warren.Sandboxes;

/// <summary>Makes sandboxes, or gives one that was made ahead.</summary>
internal sealed class SandboxCreation(SpecValidator validator, ImageService images, SandboxRegistry registry, SandboxLifecycle lifecycle, WarmPool pool)
{
    /// <summary>Makes and starts a sandbox; returns when its guest answers. A failure leaves nothing behind.</summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="owner">Who it will belong to.</param>
    /// <param name="keyOf">The idempotency key to record together with the sandbox of an id; null for none.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <param name="plan">What it is made with beyond the spec; null for nothing.</param>
    public async Task<SandboxSnapshot> CreateAsync(
        SandboxSpec spec, string owner, Func<string, IdempotencyKey>? keyOf, CancellationToken cancellationToken, SandboxPlan? plan = null)
    {
        var complete = validator.Complete(spec);
        if (plan is { Labels.Count: > 0 })
            complete = complete with { Labels = complete.Labels!.Concat(plan.Labels).ToDictionary() };
        PreparedImage image;
        using (SandboxTelemetry.Step("create.image", null))
            image = await images.PrepareAsync(complete.Image!, cancellationToken);
        var asked = registry.NewRecord(owner, complete, image) with { Cells = plan?.Cells };
        var kind = SandboxKind.Of(complete, image, plan);
        pool.BeginCreation();
        try
        {
            return await pool.TakeAsync(kind) is { } ready
                ? await GiveAsync(ready, kind, asked, keyOf, cancellationToken)
                : await MakeAsync(kind, asked, plan, keyOf, cancellationToken);
        }
        finally
        {
            pool.EndCreation();
        }
    }

    private async Task<SandboxSnapshot> MakeAsync(
        SandboxKind kind, SandboxRecord asked, SandboxPlan? plan, Func<string, IdempotencyKey>? keyOf, CancellationToken cancellationToken)
    {
        var sandbox = registry.New(asked);
        sandbox.Secrets = plan?.Secrets ?? sandbox.Secrets;
        // From before it can be found, so that nobody takes it for one whose making was cut off.
        using var turn = await sandbox.TakeTurnAsync(CancellationToken.None);
        registry.AddAs(sandbox, asked);
        return await FinishAsync(sandbox, lifecycle.MakeAsync(sandbox, kind, cancellationToken), keyOf, cancellationToken);
    }

    private async Task<SandboxSnapshot> GiveAsync(
        ReadySandbox ready, SandboxKind kind, SandboxRecord asked, Func<string, IdempotencyKey>? keyOf, CancellationToken cancellationToken)
    {
        var sandbox = ready.Sandbox;
        try
        {
            registry.AddAs(sandbox, asked with { Snapshot = asked.Snapshot with { Id = sandbox.Id, Version = sandbox.Snapshot.Version } });
        }
        catch
        {
            pool.Return(kind, ready);
            throw;
        }
        using var turn = ready.Turn;
        return await FinishAsync(sandbox, Task.CompletedTask, keyOf, cancellationToken);
    }

    private async Task<SandboxSnapshot> FinishAsync(Sandbox sandbox, Task made, Func<string, IdempotencyKey>? keyOf, CancellationToken cancellationToken)
    {
        try
        {
            await made;
            await SandboxLifecycle.SetRunningAsync(sandbox, keyOf?.Invoke(sandbox.Id), cancellationToken);
            return sandbox.Describe();
        }
        catch
        {
            await lifecycle.TryDestroyAsync(sandbox);
            throw;
        }
    }
}
