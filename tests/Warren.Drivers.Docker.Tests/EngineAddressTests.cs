using Warren.Drivers.Docker.Engine;

namespace Warren.Drivers.Docker.Tests;

public sealed class EngineAddressTests
{
    [Theory]
    [InlineData("unix:///run/podman/podman.sock", "/run/podman/podman.sock", null, 0)]
    [InlineData("tcp://10.0.0.5:2375", null, "10.0.0.5", 2375)]
    [InlineData("tcp://[::1]:2375/", null, "::1", 2375)]
    [InlineData("http://docker:80", null, "docker", 80)]
    public void Address_is_read_as_other_programs_read_it(string text, string? socket, string? host, int port)
    {
        var address = EngineAddress.Parse(text)!;
        Assert.Equal((text, socket, host, port), (address.Text, address.Socket, address.Host, address.Port));
    }

    [Theory]
    [InlineData("unix://relative.sock")]
    [InlineData("/var/run/docker.sock")]
    [InlineData("ssh://host")]
    [InlineData("tcp://host")]
    [InlineData("tcp://user:word@host:1")]
    [InlineData("tcp://host:1/path")]
    [InlineData("npipe:////./pipe/docker_engine")]
    public void What_cannot_be_reached_is_no_address(string text) => Assert.Null(EngineAddress.Parse(text));
}
