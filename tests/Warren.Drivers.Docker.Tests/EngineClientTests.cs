using Warren.Drivers.Docker.Engine;

namespace Warren.Drivers.Docker.Tests;

public sealed class EngineClientTests
{
    [Theory]
    [InlineData("invalid mount config for type \"bind\": bind source path does not exist: /srv/some/where", "invalid mount config for type \"bind\": bind source path does not exist: [path]")]
    [InlineData("runc create failed: \"/var/lib/docker/btrfs/subvolumes/0a-init\", stat /run/x.y/z: no such file", "runc create failed: \"[path]\", stat [path]: no such file")]
    [InlineData("/var/run/docker.sock is busy", "[path] is busy")]
    [InlineData("No such image: warren/image:0a1b; 3/4 layers and/or more", "No such image: warren/image:0a1b; 3/4 layers and/or more")]
    [InlineData("Get \"https://registry-1.docker.io/v2/\": refused", "Get \"https://registry-1.docker.io/v2/\": refused")]
    public void Words_of_an_engine_are_told_without_the_paths_of_its_host(string said, string told) => Assert.Equal(told, EngineClient.WithoutPaths(said));
}
