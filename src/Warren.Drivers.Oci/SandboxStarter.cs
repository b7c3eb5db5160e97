using System.Globalization;
using System.Net.Sockets;
using Warren.Drivers.GuestFiles;
using Warren.Drivers.Oci.Cgroups;
using Warren.Drivers.Oci.Linux;
using Warren.Drivers.Oci.Rootfs;
using Warren.Drivers.Oci.Runtime;
using Warren.Drivers.Oci.Volumes;
using Warren.Guest.Protocol;
using Warren.Sandboxes;

namespace Warren.Drivers.Oci;

/// <summary>Starts a sandbox that was made: leases ids, mounts its root, and has the runtime start the guest in it.</summary>
internal sealed class SandboxStarter(OciDriverOptions options, OciRuntime runtime, GuestFolder guestFolder, HostFolders folders, CgroupHost cgroups, CellSlots slots, VolumeFolder volumes)
{
    private const string DoorInside = "/.warren-door";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>
    /// Starts it and records what it holds. After a failure the caller clears what was made; nothing of an earlier
    /// start may be left when this is called.
    /// </summary>
    /// <param name="paths">Where the sandbox is.</param>
    /// <param name="made">What it is.</param>
    /// <param name="leased">Told of the first host id of its range, before anything runs.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public async Task<StartedSandbox> StartAsync(SandboxPaths paths, MadeSandbox made, Action<uint> leased, CancellationToken cancellationToken)
    {
        RunFolder.Ensure(options.RunFolder);
        Directory.CreateDirectory(SandboxPaths.RunRoot(options), RunFolder.PassThrough);
        Directory.CreateDirectory(paths.Run, RunFolder.PassThrough);
        Directory.CreateDirectory(paths.Bundle, Private);
        var lease = Step("start.ids", () => IdRangeLease.Take(options, paths.Id));
        leased(lease.FirstId);
        using var userNamespace = Step("start.namespace", () => UserNamespace.Create(lease.FirstId, IdRangeLease.Length));
        using var rootfs = Step("start.mounts", () => RootfsMount.Mount(paths.Run, paths.Disk, made.LayerPaths, userNamespace, lease.FirstId));
        foreach (var mount in made.Spec.Mounts ?? [])
            using (var tree = folders.Mount(mount, lease.FirstId))
                rootfs.Attach(tree, mount.Target);
        if (made.Volume is { } volume)
            await volumes.AttachAsync(volume, rootfs, userNamespace, cancellationToken);
        rootfs.BindGuestFolder(guestFolder.Location);
        if (made.Cells is { } cells)
            using (SandboxTelemetry.Step("start.slots", paths.Id))
                await slots.MakeAsync(paths, made, cells, rootfs, userNamespace, cancellationToken);
        using (SandboxTelemetry.Step("start.bundle", paths.Id))
            BundleConfig.Write(paths.Bundle, Launch(paths, made, lease, rootfs));
        using var listener = Step("start.socket", () => RuntimeTraits.Of(made.Spec.Runtime!).PassesDescriptors ? Listen(paths.Socket) : null);
        StartedSandbox started;
        using (SandboxTelemetry.Step("start.runtime", paths.Id))
            started = new(await runtime.RunAsync(made.Spec.Runtime!, paths.Id, paths.Bundle, listener?.SafeHandle, cancellationToken), lease.FirstId);
        if (made.Cells is { } plan)
            using (SandboxTelemetry.Step("start.cells", paths.Id))
                await slots.FillAsync(paths, made, plan, cancellationToken);
        using (SandboxTelemetry.Step("start.record", paths.Id))
            SandboxFiles.Write(paths.Started, started);
        return started;

        T Step<T>(string name, Func<T> work)
        {
            using var step = SandboxTelemetry.Step(name, paths.Id);
            return work();
        }
    }

    private BundleLaunch Launch(SandboxPaths paths, MadeSandbox made, IdRangeLease lease, RootfsMount rootfs)
    {
        var traits = RuntimeTraits.Of(made.Spec.Runtime!);
        var passes = traits.PassesDescriptors;
        var files = (GuestProtocol.Folder, rootfs.GuestFolder);
        return new()
        {
            SandboxId = paths.Id,
            Spec = made.Spec,
            Rootfs = rootfs.Path,
            GuestMounts = passes ? [files] : [files, (DoorInside, paths.Door)],
            GuestArguments =
            [
                traits.RunsUnreadable ? GuestProtocol.InitPath : GuestProtocol.ProgramPath, "--seccomp", GuestProtocol.SeccompPath,
                .. made.Cells is { } cells ? (string[])["--cells", cells.Slots.ToString(CultureInfo.InvariantCulture)] : [],
                .. passes ? (string[])["--listen-fd", "3"] : ["--dial", $"{DoorInside}/guest.sock", "--secret-file", $"{DoorInside}/secret"],
            ],
            GuestUid = GuestIdentity.Uid,
            FirstHostId = lease.FirstId,
            CgroupPath = paths.GuestCgroup(made),
            HoldsCells = made.Cells is not null,
            LimitsSwap = cgroups.IsUnified
                || (cgroups.RootOf("memory") is { } memory && File.Exists(Path.Combine(memory, "memory.memsw.limit_in_bytes"))),
        };
    }

    // The path is in a folder that only root enters, and the guest has the socket by inheritance: nothing in the
    // sandbox can put another in its place.
    private static Socket Listen(string path)
    {
        // A disposed .NET socket deletes the name that it was bound to, so it is bound to one that is moved away.
        var binding = path + ".new";
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(binding));
        socket.Listen(128);
        File.Move(binding, path);
        return socket;
    }
}
