using Warren.TestKit;

namespace Warren.Drivers.Docker.Tests;

public sealed class PodmanRestartTests() : EngineRestartTests(ContainerEngineKind.Podman);
