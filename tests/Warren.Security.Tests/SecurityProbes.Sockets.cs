namespace Warren.Security.Tests;

public abstract partial class SecurityProbes
{
    [Fact]
    public Task Packet_vsock_alg_and_other_rare_sockets_are_refused() => SocketsAsync("families", "ENOSYS");

    [Fact]
    public Task Raw_sockets_are_refused() => SocketsAsync("raw", "EPERM");

    [Fact]
    public Task Network_devices_rules_and_credentials_are_not_changed() => SocketsAsync("network", "EPERM");

    [Fact]
    public async Task There_is_no_way_out_of_a_sandbox_without_network()
    {
        await SocketsAsync("ways", "ENETUNREACH");
        Assert.Equal(["lo"], Strings((await (await SharedAsync()).ProbeOnceAsync("sockets", "agent")).GetProperty("interfaces")));
    }

    private async Task SocketsAsync(string group, string refusal)
    {
        foreach (var user in Users)
            AssertRefused((await (await SharedAsync()).ProbeOnceAsync("sockets", user)).GetProperty(group), refusal);
    }
}
