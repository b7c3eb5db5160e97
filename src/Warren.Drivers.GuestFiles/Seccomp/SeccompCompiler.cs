using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Warren.Drivers.GuestFiles.Seccomp;

/// <summary>
/// Compiles the profile of containers-common, as it applies to a process without capabilities, into the BPF
/// program that the guest loads before it starts user code. Compiled once a server, not once a sandbox:
/// through the runtime the same profile costs 6 to 23 ms each time.
/// </summary>
internal static class SeccompCompiler
{
    private const int Denied = 1;

    // Beyond the profile, refused with EPERM: wide interfaces into the kernel, and new namespaces, in which user
    // code would have capabilities again.
    private static readonly HashSet<string> AlsoDenied =
    [
        "add_key", "keyctl", "request_key", "userfaultfd",
        "unshare", "setns", "pivot_root", "mount", "umount", "umount2", "mount_setattr",
        "open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick",
    ];

    // Beyond the profile, as if this kernel did not have them, so that programs take another way: io_uring, and
    // clone3, whose flags a filter cannot see (they are in memory), for which libraries fall back to clone.
    private static readonly HashSet<string> AlsoMissing =
        ["io_uring_setup", "io_uring_enter", "io_uring_register", "clone3"];

    // prlimit(2), for the caller itself only: while the guest's thread that starts programs has the ids of a user, that
    // user could set the limits of the guest.
    private const string Limits = "prlimit64";

    // CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET (clone(2)).
    private const ulong NewNamespaces = 0x7E020000;

    // AF_UNIX, AF_INET, AF_INET6 and AF_NETLINK (socket(2)).
    private static readonly ulong[] SocketFamilies = [1, 2, 10, 16];

    /// <summary>Compiles for the processor this runs on; other architectures' calls kill the process.</summary>
    public static void Compile(SeccompProfile profile, SafeFileHandle output)
    {
        var filter = LibSeccomp.Init(Action(profile.DefaultAction, profile.DefaultErrnoRet));
        if (filter == 0)
            throw new InvalidOperationException("libseccomp could not make a filter.");
        try
        {
            Check(LibSeccomp.SetAttribute(filter, LibSeccomp.AttributeBadArchitectureAction, LibSeccomp.KillProcess), "set the action for other architectures");
            // A binary tree over the call numbers instead of a chain of comparisons.
            Check(LibSeccomp.SetAttribute(filter, LibSeccomp.AttributeOptimize, 2), "optimise");
            foreach (var rule in profile.Syscalls.Where(Applies))
                Add(filter, rule, Action(profile.DefaultAction, profile.DefaultErrnoRet));
            foreach (var name in AlsoDenied)
                AddRule(filter, LibSeccomp.Errno(Denied), name);
            foreach (var family in SocketFamilies)
            {
                AddRule(filter, LibSeccomp.Allow, "socket", new LibSeccomp.Comparison { Operator = LibSeccomp.Equal, A = family });
                AddRule(filter, LibSeccomp.Allow, "socketpair", new LibSeccomp.Comparison { Operator = LibSeccomp.Equal, A = family });
            }
            AddRule(filter, LibSeccomp.Allow, "clone", new LibSeccomp.Comparison { Operator = LibSeccomp.MaskedEqual, A = NewNamespaces });
            AddRule(filter, LibSeccomp.Allow, Limits, new LibSeccomp.Comparison { Operator = LibSeccomp.Equal });
            AddRule(filter, LibSeccomp.Errno(Denied), Limits, new LibSeccomp.Comparison { Operator = LibSeccomp.NotEqual });
            Check(LibSeccomp.ExportBpf(filter, output), "export");
        }
        finally
        {
            LibSeccomp.Release(filter);
        }
    }

    private static bool Applies(SeccompProfile.Rule rule)
    {
        var architecture = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "amd64" : "arm64";
        var included = rule.Includes is not { } includes
            || ((includes.Caps is not { Count: > 0 }) && (includes.Arches is not { Count: > 0 } wanted || wanted.Contains(architecture)));
        // "excludes caps" means: unless the process has them. It has none.
        var excluded = rule.Excludes?.Arches?.Contains(architecture) == true;
        return included && !excluded;
    }

    private static void Add(nint filter, SeccompProfile.Rule rule, uint defaultAction)
    {
        var action = Action(rule.Action, rule.ErrnoRet ?? Denied);
        if (action == defaultAction)
            return;
        var comparisons = (rule.Args ?? []).Select(argument => new LibSeccomp.Comparison
        {
            Argument = argument.Index,
            Operator = Operator(argument.Op),
            A = argument.Value,
            B = argument.ValueTwo,
        }).ToArray();
        foreach (var name in rule.Names)
            if (name is not ("socket" or "socketpair" or "clone" or Limits) && !AlsoDenied.Contains(name) && !AlsoMissing.Contains(name))
                AddRule(filter, action, name, comparisons);
    }

    private static unsafe void AddRule(nint filter, uint action, string name, params ReadOnlySpan<LibSeccomp.Comparison> comparisons)
    {
        var call = LibSeccomp.Resolve(name);
        if (call < 0)
            return; // a call of another architecture, or newer than this libseccomp: the default action holds
        fixed (LibSeccomp.Comparison* pointer = comparisons)
            Check(LibSeccomp.AddRule(filter, action, call, (uint)comparisons.Length, pointer), $"add a rule for {name}");
    }

    private static uint Action(string name, int error) => name switch
    {
        "SCMP_ACT_ALLOW" => LibSeccomp.Allow,
        "SCMP_ACT_ERRNO" => LibSeccomp.Errno(error),
        "SCMP_ACT_KILL" or "SCMP_ACT_KILL_PROCESS" => LibSeccomp.KillProcess,
        _ => throw new InvalidDataException($"The seccomp profile has the action {name}, which is not known here."),
    };

    private static int Operator(string name) => name switch
    {
        "SCMP_CMP_NE" => 1,
        "SCMP_CMP_LT" => 2,
        "SCMP_CMP_LE" => 3,
        "SCMP_CMP_EQ" => LibSeccomp.Equal,
        "SCMP_CMP_GE" => 5,
        "SCMP_CMP_GT" => 6,
        "SCMP_CMP_MASKED_EQ" => LibSeccomp.MaskedEqual,
        _ => throw new InvalidDataException($"The seccomp profile has the comparison {name}, which is not known here."),
    };

    private static void Check(int result, string what)
    {
        if (result < 0)
            throw new InvalidOperationException($"libseccomp could not {what}: {Marshal.GetPInvokeErrorMessage(-result)}.");
    }
}
