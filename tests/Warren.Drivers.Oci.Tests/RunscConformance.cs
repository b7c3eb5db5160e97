using Warren.Drivers.Conformance;

namespace Warren.Drivers.Oci.Tests;

public sealed class RunscConformance : DriverConformance
{
    // gVisor's own kernel takes a fifth of a second and many threads for each.
    protected override DriverHarness CreateHarness() => new OciHarness("runsc") { HasOwnKernel = true, AtOnce = 10 };
}
