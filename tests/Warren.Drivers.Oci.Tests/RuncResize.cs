using Warren.Drivers.Conformance;

namespace Warren.Drivers.Oci.Tests;

public sealed class RuncResize : ResizeConformance
{
    protected override DriverHarness CreateHarness() => new OciHarness("runc");
}
