using Warren.Drivers.Conformance;

namespace Warren.Sandboxes.Tests;

/// <summary>The fake keeps the contract too, else tests on it would prove nothing.</summary>
public sealed class FakeDriverConformance : DriverConformance
{
    protected override DriverHarness CreateHarness() => new FakeHarness();
}
