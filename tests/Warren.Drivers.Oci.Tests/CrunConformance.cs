using Warren.Drivers.Conformance;

namespace Warren.Drivers.Oci.Tests;

public sealed class CrunConformance : DriverConformance
{
    protected override DriverHarness CreateHarness() => new OciHarness("crun");
}
