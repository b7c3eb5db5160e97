using Warren.TestKit;

namespace Warren.Drivers.Docker.Tests;

public sealed class PodmanTests(Engines engines) : EngineTests(engines, ContainerEngineKind.Podman);
