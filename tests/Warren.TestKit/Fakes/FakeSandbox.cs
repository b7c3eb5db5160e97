using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;

namespace Warren.TestKit.Fakes;

/// <summary>A sandbox of <see cref="FakeEngine"/>.</summary>
public sealed class FakeSandbox
{
    private FakeGuest? _guest;

    /// <summary>What the engine shows of it.</summary>
    public EngineCondition Condition { get; set; } = EngineCondition.Partial;

    /// <summary>What it was made from, with the limits it has now.</summary>
    public SandboxSpec? Spec { get; set; }

    /// <summary>The volume that it sees; null for none.</summary>
    public string? Volume { get; set; }

    /// <summary>What is measured of it.</summary>
    public SandboxUsage Usage { get; set; } = new() { CpuSeconds = 1, MemoryBytes = 1 << 20, DiskBytes = 4096, Pids = 1, OomKills = 0 };

    /// <summary>Why its guest ended.</summary>
    public string? Reason { get; set; }

    /// <summary>Lets the guest answer nothing, as one that is frozen or hangs, until it is thawed.</summary>
    public void Freeze() => _guest?.Freeze();

    /// <summary>Lets the guest go on.</summary>
    public void Thaw() => _guest?.Thaw();

    /// <summary>Lets its guest end while the engine still shows it as it was.</summary>
    public Task LoseGuestAsync() => EndGuestAsync();

    internal Stream OpenGuest() => _guest?.Open() ?? throw new IOException("No guest runs.");

    internal async Task StartGuestAsync(FakeEngine engine)
    {
        _guest = await FakeGuest.StartAsync(engine);
        Condition = EngineCondition.Running;
    }

    internal async Task EndGuestAsync()
    {
        if (Interlocked.Exchange(ref _guest, null) is { } guest)
            await guest.DisposeAsync();
    }
}
