using Warren.Drivers.Conformance;

namespace Warren.Drivers.Oci.Tests;

// A volume is the host's, whatever reads it: once is enough but in a full run.
[Trait("Category", "Full")]
public sealed class RunscVolumes : VolumeConformance
{
    protected override DriverHarness CreateHarness() => new OciHarness("runsc") { HasOwnKernel = true };
}
