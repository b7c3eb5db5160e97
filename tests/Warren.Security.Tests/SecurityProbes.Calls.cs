namespace Warren.Security.Tests;

// System calls. Most are refused by the filter, before the kernel, or gVisor, looks at them.
public abstract partial class SecurityProbes
{
    // As if the kernel did not have them, so that libraries take another way.
    internal static readonly Dictionary<string, string> Missing = new[]
    {
        "io_uring_setup", "io_uring_enter", "io_uring_register",
        "clone3_user", "clone_mount", "clone_cgroup", "clone_uts", "clone_ipc", "clone_user", "clone_pid", "clone_net",
    }.ToDictionary(name => name, _ => "ENOSYS");

    [Fact]
    public Task Nothing_is_mounted_unmounted_or_made_the_root() => SystemCallsAsync("mounts");

    [Fact]
    public Task No_device_is_made_and_no_hardware_reached() => SystemCallsAsync("devices");

    [Fact]
    public Task No_namespace_is_made_or_entered() => SystemCallsAsync("namespaces");

    [Fact]
    public Task No_keyring_is_used() => SystemCallsAsync("keys");

    [Fact]
    public Task Wide_interfaces_of_the_kernel_are_closed() => SystemCallsAsync("kernel_interfaces");

    [Fact]
    public Task No_module_kernel_swap_or_host_name_is_changed() => SystemCallsAsync("kernel_code");

    [Fact]
    public Task No_clock_is_set() => SystemCallsAsync("clocks");

    [Fact]
    public Task Calls_of_another_architecture_end_the_program() => SystemCallsAsync("other_architectures", "SIGSYS");

    private async Task SystemCallsAsync(string group, string refusal = "EPERM")
    {
        var box = await SharedAsync();
        foreach (var user in Users)
            AssertRefused((await box.ProbeOnceAsync("system_calls", user)).GetProperty(group), refusal, Missing);
    }
}
