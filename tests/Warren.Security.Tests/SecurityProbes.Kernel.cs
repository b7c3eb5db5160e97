using System.Text.Json;

namespace Warren.Security.Tests;

// Files of the kernel and its devices.
public abstract partial class SecurityProbes
{
    /// <summary>Files of the guest's process that can be read here, though not its memory.</summary>
    protected virtual IReadOnlyList<string> ReadableOfGuest { get; } = [];

    /// <summary>Files of the kernel that open for writing, by who opens them.</summary>
    protected virtual IReadOnlyList<string> WritableOfKernel(string user) => [];

    /// <summary>Devices beside those of every sandbox.</summary>
    protected virtual IReadOnlyList<string> MoreDevices { get; } = [];

    [Fact]
    public async Task Neither_the_kernel_nor_firmware_nor_devices_of_the_host_are_read()
    {
        foreach (var user in Users)
        {
            var got = await KernelFilesAsync(user);
            Assert.Empty(Opened(got.GetProperty("secrets")).Except(ReadableOfGuest).Except(MoreDevices.Select(name => "/dev/" + name)));
            Assert.Equal(0, got.GetProperty("addresses").GetInt32());
        }
    }

    [Fact]
    public async Task Nothing_in_proc_sys_sysrq_core_pattern_or_release_agent_is_written()
    {
        foreach (var user in Users)
        {
            var got = await KernelFilesAsync(user);
            Assert.Empty(Opened(got.GetProperty("levers")).Except(WritableOfKernel(user)));
            // What is masked is the null device, or an empty folder.
            Assert.Empty(Strings(got.GetProperty("writable")).Except(["/proc/keys", "/proc/interrupts", "/proc/timer_list"]).Except(WritableOfKernel(user)));
        }
    }

    [Fact]
    public async Task There_are_no_devices_but_the_harmless_ones()
    {
        string[] harmless = ["full", "null", "ptmx", "pts/ptmx", "random", "stderr", "stdin", "stdout", "tty", "urandom", "zero"];
        Assert.Equal(harmless.Concat(MoreDevices).Order(StringComparer.Ordinal), Strings((await KernelFilesAsync("agent")).GetProperty("devices")));
    }

    private async Task<JsonElement> KernelFilesAsync(string user) => await (await SharedAsync()).ProbeOnceAsync("kernel_files", user);

    // ENODATA is what is empty: masked. Whatever else the kernel answers is a refusal.
    internal static IEnumerable<string> Opened(JsonElement outcomes)
    {
        string[] refusals = ["ENOENT", "EACCES", "EPERM", "EROFS", "ENODATA"];
        return outcomes.EnumerateObject().Where(one => !refusals.Contains(one.Value.GetString())).Select(one => one.Name);
    }

    internal static IEnumerable<string> Strings(JsonElement list) => list.EnumerateArray().Select(one => one.GetString()!);
}
