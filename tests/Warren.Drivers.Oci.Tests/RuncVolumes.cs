using Warren.Drivers.Conformance;

namespace Warren.Drivers.Oci.Tests;

public sealed class RuncVolumes : VolumeConformance
{
    protected override DriverHarness CreateHarness() => new OciHarness("runc");
}
