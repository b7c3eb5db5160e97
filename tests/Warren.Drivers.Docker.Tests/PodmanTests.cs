using Warren.TestKit;

namespace Warren.Drivers.Docker.Tests;

// Podman starts a program of its own for each call: the same tests take three times as long as on Docker.
[Trait("Category", "Full")]
public sealed class PodmanTests(Engines engines) : EngineTests(engines, ContainerEngineKind.Podman);
