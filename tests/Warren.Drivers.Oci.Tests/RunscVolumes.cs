using Warren.Drivers.Conformance;

namespace Warren.Drivers.Oci.Tests;

public sealed class RunscVolumes : VolumeConformance
{
    protected override DriverHarness CreateHarness() => new OciHarness("runsc") { HasOwnKernel = true };
}
