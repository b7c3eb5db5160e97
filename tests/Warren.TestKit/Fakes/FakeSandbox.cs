using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;

namespace Warren.TestKit.Fakes;

/// <summary>A sandbox of <see cref="FakeEngine"/>.</summary>
public sealed class FakeSandbox
{
    private FakeGuest? _guest;

    /// <summary>What the engine shows of it.</summary>
    public EngineCondition Condition { get; set; } = EngineCondition.Partial;

    /// <summary>What it was made or last resized as.</summary>
    public SandboxSpec? Spec { get; set; }

    /// <summary>Why its guest ended.</summary>
    public string? Reason { get; set; }

    internal Stream OpenGuest() => _guest?.Open() ?? throw new IOException("No guest runs.");

    internal async Task StartGuestAsync(FakeEngine engine)
    {
        _guest = await FakeGuest.StartAsync(engine);
        Condition = EngineCondition.Running;
    }

    /// <summary>Lets its guest fall silent while the engine still shows it as it was.</summary>
    public Task LoseGuestAsync() => EndGuestAsync();

    internal async Task EndGuestAsync()
    {
        if (Interlocked.Exchange(ref _guest, null) is { } guest)
            await guest.DisposeAsync();
    }
}
