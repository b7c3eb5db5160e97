using Warren.Drivers.Conformance;

namespace Warren.Drivers.Oci.Tests;

public sealed class RuncConformance : DriverConformance
{
    protected override DriverHarness CreateHarness() => new OciHarness("runc");
}
