using Warren.TestKit;

namespace Warren.Drivers.Docker.Tests;

public sealed class DockerTests(Engines engines) : EngineTests(engines, ContainerEngineKind.Docker);
