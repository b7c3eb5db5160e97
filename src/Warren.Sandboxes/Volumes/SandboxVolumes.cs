using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;

namespace Warren.Sandboxes.Volumes;

/// <summary>
/// Volumes, and the sandboxes that see one. Whose a volume is, and how long it is kept, is for the caller to know: what no caller
/// claims is a leftover.
/// </summary>
public sealed class SandboxVolumes
{
    private readonly SandboxService _sandboxes;
    private readonly SandboxCreation _creation;
    private readonly SandboxLifecycle _lifecycle;
    private readonly SandboxServiceOptions _options;
    private readonly TimeProvider _time;

    internal SandboxVolumes(SandboxService sandboxes, SandboxCreation creation, SandboxLifecycle lifecycle, SandboxServiceOptions options, TimeProvider time) =>
        (_sandboxes, _creation, _lifecycle, _options, _time) = (sandboxes, creation, lifecycle, options, time);

    /// <summary>Makes a volume; nothing where it is there already.</summary>
    /// <exception cref="WarrenException">CapabilityMissing: the default driver keeps no volumes.</exception>
    public Task CreateAsync(string id, long size, CancellationToken cancellationToken) =>
        WriteAsync(driver => driver.CreateVolumeAsync(id, size, cancellationToken));

    /// <summary>Makes a volume with all that is on another one.</summary>
    /// <param name="from">The other one.</param>
    /// <param name="to">The new one; nothing is done where it is there already.</param>
    /// <param name="sandboxId">The sandbox that sees the other one; it stands still meanwhile. Null where none does.</param>
    /// <param name="owner">Whose sandbox that is.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public Task CopyAsync(string from, string to, string? sandboxId, string owner, CancellationToken cancellationToken)
    {
        Task copy() => WriteAsync(driver => driver.CopyVolumeAsync(from, to, cancellationToken));
        return sandboxId is null ? copy() : WhileFrozenAsync(_sandboxes.Find(sandboxId, owner), copy, cancellationToken);
    }

    /// <summary>Removes a volume, which no sandbox may see; nothing where it is gone.</summary>
    public Task DeleteAsync(string id, CancellationToken cancellationToken) => Driver().DeleteVolumeAsync(id, cancellationToken);

    /// <summary>The ids of all volumes; none where the default driver keeps none.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
        Find() is { } driver ? await driver.ListVolumesAsync(cancellationToken) : [];

    /// <summary>Makes and starts a sandbox that sees a volume.</summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="volume">The volume.</param>
    /// <param name="labels">Labels of the server's own, whose keys begin with <c>warren.</c>.</param>
    /// <param name="secrets">What everything run in it finds in its environment and nothing keeps.</param>
    /// <param name="owner">Who it belongs to.</param>
    /// <param name="cancellationToken">Gives it up; nothing of the sandbox is left.</param>
    public Task<SandboxSnapshot> CreateSandboxAsync(
        SandboxSpec spec, VolumeMount volume, IReadOnlyDictionary<string, string> labels, IReadOnlyDictionary<string, string> secrets, string owner, CancellationToken cancellationToken)
    {
        Driver();
        return SandboxTelemetry.MeasureAsync("create", () => _creation.CreateAsync(
            spec, owner, null, cancellationToken, new() { Volume = volume, Labels = labels, Secrets = secrets }));
    }

    /// <summary>Gives what is started in a sandbox from now on other secrets. They are lost with this process.</summary>
    public void SetSecrets(string sandboxId, IReadOnlyDictionary<string, string> secrets, string owner) =>
        _sandboxes.Find(sandboxId, owner).Secrets = secrets;

    /// <summary>
    /// Removes a sandbox where nobody has used it for a time, and nobody changes it now. Calls that begin meanwhile find it
    /// gone; a call that began before, at the same moment too, keeps it.
    /// </summary>
    /// <param name="sandboxId">The sandbox.</param>
    /// <param name="idle">For how long nobody may have used it.</param>
    /// <param name="before">Called when it is sure to be removed, before it is.</param>
    /// <param name="owner">Whose it is.</param>
    /// <returns>Whether it was removed.</returns>
    public async Task<bool> TryRemoveIdleAsync(string sandboxId, TimeSpan idle, Func<Task> before, string owner)
    {
        var sandbox = _sandboxes.Find(sandboxId, owner);
        if (sandbox.TryTakeTurn() is not { } turn)
            return false;
        using (turn)
        {
            if (sandbox.State != SandboxState.Running || !sandbox.TryCloseIdle(_time.GetUtcNow() - idle))
                return false;
            try
            {
                await before();
                await _lifecycle.StopAsync(sandbox, "It was idle.", CancellationToken.None);
                await _lifecycle.DestroyAsync(sandbox);
                return true;
            }
            finally
            {
                sandbox.Open();
            }
        }
    }

    // Recorded nowhere: a server that comes after a crash finds it frozen although it is to run, and lets it run on.
    private static async Task WhileFrozenAsync(Sandbox sandbox, Func<Task> act, CancellationToken cancellationToken)
    {
        using var turn = await sandbox.TakeTurnAsync(cancellationToken);
        if (sandbox.State != SandboxState.Running || sandbox.Driver is not IPausableDriver driver)
        {
            await act();
            return;
        }
        sandbox.Close();
        sandbox.SuspendGuest();
        try
        {
            await driver.PauseAsync(sandbox.Id, cancellationToken);
            try
            {
                await act();
            }
            finally
            {
                await driver.ResumeAsync(sandbox.Id, CancellationToken.None);
            }
        }
        finally
        {
            sandbox.ResumeGuest();
            sandbox.Open();
        }
    }

    private async Task WriteAsync(Func<IVolumeDriver, Task> write)
    {
        try
        {
            await write(Driver());
        }
        catch (Exception failure) when (StateDisk.IsFull(failure))
        {
            throw StateDisk.Full("the volume", failure);
        }
    }

    private IVolumeDriver? Find() => _sandboxes.Drivers.Find(_options.DefaultDriver) as IVolumeDriver;

    private IVolumeDriver Driver() => Find() ?? throw new WarrenException(
        ErrorCode.CapabilityMissing, $"The driver '{_options.DefaultDriver}' keeps no volumes, which sessions need.");
}
