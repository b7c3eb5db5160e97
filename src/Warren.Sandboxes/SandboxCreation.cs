using Warren.Api.Sandboxes;
using Warren.Images;
using Warren.Sandboxes.Drivers;

namespace Warren.Sandboxes;

/// <summary>Makes sandboxes.</summary>
internal sealed class SandboxCreation(SpecValidator validator, ImageService images, SandboxRegistry registry, SandboxLifecycle lifecycle, TimeProvider time)
{
    /// <summary>Makes and starts a sandbox; returns when its guest answers. A failure leaves nothing behind.</summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="owner">Who it will belong to.</param>
    /// <param name="keyOf">The idempotency key to record together with the sandbox of an id; null for none.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<SandboxSnapshot> CreateAsync(SandboxSpec spec, string owner, Func<string, IdempotencyKey>? keyOf, CancellationToken cancellationToken)
    {
        var complete = validator.Complete(spec);
        PreparedImage image;
        using (SandboxTelemetry.Step("create.image", null))
            image = await images.PrepareAsync(complete.Image!, cancellationToken);
        var sandbox = registry.New(NewRecord(complete, image, owner));
        // From before it can be found, so that nobody takes it for one whose making was cut off.
        using var turn = await sandbox.TakeTurnAsync(CancellationToken.None);
        registry.Add(sandbox);
        try
        {
            await sandbox.ChangeAsync(SandboxState.Starting, cancellationToken: cancellationToken);
            await sandbox.Driver.CreateAsync(new DriverSandbox(sandbox.Id, complete, image), cancellationToken);
            await lifecycle.BringUpAsync(sandbox, keyOf?.Invoke(sandbox.Id), cancellationToken);
            return sandbox.Describe();
        }
        catch
        {
            await lifecycle.TryDestroyAsync(sandbox);
            throw;
        }
    }

    private SandboxRecord NewRecord(SandboxSpec spec, PreparedImage image, string owner)
    {
        var now = time.GetUtcNow();
        var environment = new Dictionary<string, string>(image.Config.Env);
        foreach (var (name, value) in spec.Env!)
            environment[name] = value;
        return new(owner, new SandboxSnapshot
        {
            Id = SandboxId.New(),
            Spec = spec,
            ImageDigest = image.Digest,
            State = SandboxState.Pending,
            DesiredState = DesiredState.Running,
            Version = 0,
            CreatedAt = now,
            ChangedAt = now,
        }, environment);
    }
}
