using Warren.Drivers.Conformance;

namespace Warren.Drivers.Oci.Tests;

// The security tests use it in every run, and there the guest is the same: what a driver promises is tried on it in a full one.
[Trait("Category", "Full")]
public sealed class RunscConformance : DriverConformance
{
    // gVisor's own kernel takes a fifth of a second and many threads for each.
    protected override DriverHarness CreateHarness() => new OciHarness("runsc") { HasOwnKernel = true, AtOnce = 10 };
}
