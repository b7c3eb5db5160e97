using System.Globalization;
using Warren.Drivers.Docker.Engine;
using Warren.Guest.Protocol;
using Warren.Sandboxes.Drivers;

namespace Warren.Drivers.Docker;

/// <summary>What the containers of sandboxes are made of.</summary>
internal sealed class ContainerPlans(ContainerNames names, DockerDriverOptions options)
{
    // The guest starts and signals user code as other users and keeps files in order for them; nothing more. User code has none.
    private static readonly string[] GuestCapabilities = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP"];

    // Without ids of their own, root of all sandboxes is that of the host to these files, which tell of the host's memory.
    private static readonly string[] Hidden = [.. SandboxMasks.Hidden, "/proc/slabinfo", "/proc/vmallocinfo", "/proc/kpagecount", "/proc/kpageflags"];
    private const string LogSize = "256k";
    private const long SharedMemory = 64 << 20;
    private const int Period = 100_000;

    // Threads of the proxy that the server's stream goes through, and of the engine's program that starts it, which count against the sandbox's limit and so are added to it.
    private const int OwnThreads = 16;

    /// <summary>The container of a sandbox.</summary>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="image">Its image.</param>
    /// <param name="guestVolume">The volume with the guest's files.</param>
    /// <param name="engine">The engine.</param>
    public ContainerPlan Sandbox(DriverSandbox sandbox, EngineImage image, string guestVolume, EngineFacts engine) => new()
    {
        Image = image.Id,
        Hostname = sandbox.Id,
        User = "0:0",
        WorkingDir = "/",
        Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
        Entrypoint =
        [
            GuestProtocol.InitPath, "--user", GuestUser, "--listen-name", MuxProtocol.SocketName, "--seccomp", GuestProtocol.SeccompPath,
        ],
        Cmd = [],
        Labels = names.LabelsOf(sandbox.Id),
        Healthcheck = new(["NONE"]),
        HostConfig = Host(sandbox, image, guestVolume, engine),
    };

    /// <summary>A container that never runs, through which a volume is filled.</summary>
    public ContainerPlan Filler(string image, string guestVolume) => new()
    {
        Image = image,
        Entrypoint = [GuestProtocol.InitPath],
        Cmd = [],
        Labels = names.Labels,
        HostConfig = new() { NetworkMode = "none", Mounts = [new("volume", guestVolume, GuestProtocol.Folder, ReadOnly: false)] },
    };

    /// <summary>The guest's user, as text.</summary>
    public static string GuestUser { get; } = GuestIdentity.Uid.ToString(CultureInfo.InvariantCulture);

    private HostPlan Host(DriverSandbox sandbox, EngineImage image, string guestVolume, EngineFacts engine)
    {
        var spec = sandbox.Spec;
        return new()
        {
            Memory = spec.Memory,
            MemorySwap = spec.Memory, // memory and swap together: no swap on top
            CpuPeriod = Period,
            CpuQuota = (long)(spec.Cpu!.Value * Period),
            PidsLimit = spec.Pids + OwnThreads,
            StorageOpt = options.AllowedLacks.Contains(EngineLacks.Disk) && !engine.LimitsDisks
                ? null
                : new Dictionary<string, string> { ["size"] = DiskSize(sandbox, image, engine).ToString(CultureInfo.InvariantCulture) },
            NetworkMode = "none",
            Runtime = engine.Version.IsPodman ? null : spec.Runtime,
            CapDrop = ["ALL"],
            CapAdd = GuestCapabilities,
            SecurityOpt = engine.Version.IsPodman
                ? ["no-new-privileges", $"mask={string.Join(':', Hidden)}"] // It reads no MaskedPaths.
                : ["no-new-privileges"],
            MaskedPaths = Hidden,
            ReadonlyPaths = SandboxMasks.ReadOnly,
            IpcMode = "private",
            CgroupnsMode = "private",
            ShmSize = SharedMemory,
            Mounts = [new("volume", guestVolume, GuestProtocol.Folder, ReadOnly: true)],
            LogConfig = new("json-file", new Dictionary<string, string> { ["max-size"] = LogSize }),
        };
    }

    // Files take whole blocks, and their names and small ones space of their own, which the engine does not tell: an eighth is more than any image takes. So a
    // sandbox has at least what it was given.
    private static long DiskSize(DriverSandbox sandbox, EngineImage image, EngineFacts engine) =>
        sandbox.Spec.Disk!.Value + (engine.LimitsWithImage ? image.Size + image.Size / 8 : 0);
}
