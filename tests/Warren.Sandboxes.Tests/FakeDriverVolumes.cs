using Warren.Drivers.Conformance;

namespace Warren.Sandboxes.Tests;

public sealed class FakeDriverVolumes : VolumeConformance
{
    protected override DriverHarness CreateHarness() => new FakeHarness();
}
