using Warren.TestKit;

namespace Warren.Drivers.Docker.Tests;

public sealed class DockerRestartTests() : EngineRestartTests(ContainerEngineKind.Docker);
