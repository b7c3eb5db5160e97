using Warren.Drivers.Conformance;
using Warren.TestKit;

namespace Warren.Drivers.Docker.Tests;

[Trait("Category", "Full")]
public sealed class DockerConformance(Engines engines) : DriverConformance
{
    // An engine takes a third of a second for each.
    protected override DriverHarness CreateHarness() => new EngineHarness(engines, ContainerEngineKind.Docker) { AtOnce = 10 };
}
