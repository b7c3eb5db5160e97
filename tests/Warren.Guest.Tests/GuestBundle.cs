using System.Text.Json.Nodes;

namespace Warren.Guest.Tests;

/// <summary>
/// An OCI bundle whose root holds little more than the host's own /usr, read-only, and the guest, started as the
/// drivers start it: an id of its own in a user namespace, few capabilities, no new privileges.
/// </summary>
internal sealed class GuestBundle
{
    private const int FirstHostId = 1_000_000;
    private const int Ids = 65536;

    private static readonly string[] Capabilities =
        ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP"];

    private static readonly string[] Namespaces = ["pid", "ipc", "uts", "mount", "network", "user"];

    public GuestBundle(string folder, string guest)
    {
        Folder = folder;
        Root = Path.Combine(folder, "rootfs");
        Warren = Path.Combine(folder, "warren");
        Server = Path.Combine(folder, "server");
        foreach (var path in new[] { folder, Root, Warren, Server })
            Directory.CreateDirectory(path, (UnixFileMode)0b111_101_101);
        foreach (var name in new[] { "usr", "proc", "dev", "etc", ".warren", "run", "root" })
            Own(Directory.CreateDirectory(Path.Combine(Root, name)).FullName);
        foreach (var name in new[] { "bin", "sbin", "lib", "lib64" })
            File.CreateSymbolicLink(Path.Combine(Root, name), $"usr/{name}");
        File.WriteAllText(Path.Combine(Root, "etc/passwd"), Passwd);
        File.WriteAllText(Path.Combine(Root, "etc/group"), "logs:x:55:web,other\ntrap:x:40000:web\ndocs:x:56:someone\nbroken:x\n");
        Own(Root);
        File.Copy(guest, Path.Combine(Warren, "guest"));
        File.WriteAllBytes(Path.Combine(Warren, "seccomp.bpf"), SeccompFilter.DenyPtrace);
    }

    /// <summary>The agent has no line; one line tries to be the guest, others are malformed.</summary>
    public const string Passwd = "root:x:0:0:root:/root:/bin/sh\nweb:x:33:33::/srv/web:/bin/sh\nthief:x:65533:65533::/:/bin/sh\n"
        + "tracked:x:1001:40000::/:/bin/sh\nbroken:x:zero:0::/:/bin/sh\nshort:x:5\nnegative:x:-1:0::/:/bin/sh\n";

    public string Folder { get; }
    public string Root { get; }
    public string Warren { get; }
    public string Server { get; }
    public int Pids { get; init; } = 512;
    public int Uid { get; init; } = GuestIdentity.Uid;

    public void Write(params string[] guestArguments) =>
        File.WriteAllText(Path.Combine(Folder, "config.json"), Describe(guestArguments).ToJsonString());

    private static void Own(string path)
    {
        if (HostCalls.lchown(path, FirstHostId, FirstHostId) != 0)
            throw new InvalidOperationException($"cannot chown {path}");
    }

    private JsonObject Describe(string[] guestArguments) => new()
    {
        ["ociVersion"] = "1.0.2",
        ["process"] = new JsonObject
        {
            ["user"] = new JsonObject { ["uid"] = Uid, ["gid"] = Uid },
            ["args"] = Strings([GuestProtocol.ProgramPath, .. guestArguments]),
            ["env"] = new JsonArray(),
            ["cwd"] = "/",
            ["capabilities"] = new JsonObject
            {
                ["bounding"] = Strings(Capabilities),
                ["effective"] = Strings(Capabilities),
                ["permitted"] = Strings(Capabilities),
                ["inheritable"] = Strings(Capabilities),
                ["ambient"] = Strings(Capabilities),
            },
            ["noNewPrivileges"] = true,
        },
        ["root"] = new JsonObject { ["path"] = "rootfs" },
        ["mounts"] = new JsonArray(
            Mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"),
            Mount("/dev", "tmpfs", "tmpfs", "nosuid", "mode=755", "size=65536k"),
            Mount("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"),
            Mount("/usr", "bind", "/usr", "rbind", "ro"),
            Mount(GuestProtocol.Folder, "bind", Warren, "bind", "ro"),
            Mount("/run", "bind", Server, "bind", "ro")),
        ["linux"] = new JsonObject
        {
            ["namespaces"] = new JsonArray(
                [.. Namespaces.Select(type => new JsonObject { ["type"] = type })]),
            ["uidMappings"] = new JsonArray(IdMapping()),
            ["gidMappings"] = new JsonArray(IdMapping()),
            ["resources"] = new JsonObject { ["pids"] = new JsonObject { ["limit"] = Pids } },
        },
    };

    private static JsonObject IdMapping() => new() { ["containerID"] = 0, ["hostID"] = FirstHostId, ["size"] = Ids };

    private static JsonObject Mount(string target, string type, string source, params string[] options) =>
        new() { ["destination"] = target, ["type"] = type, ["source"] = source, ["options"] = Strings(options) };

    private static JsonArray Strings(IEnumerable<string> strings) => new([.. strings.Select(text => JsonValue.Create(text))]);
}
