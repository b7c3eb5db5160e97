using System.Globalization;
using System.Runtime.InteropServices;
using Warren.Guest.Native;

namespace Warren.Guest.Processes;

/// <summary>Runs the guest's program anew in its own process, with the rights that were prepared for it.</summary>
internal static unsafe class SelfExecution
{
    private const int KeepCapabilities = 8, Ambient = 47, CoreSize = 4;
    private const nuint AmbientRaise = 2;
    private const uint CapabilityVersion = 0x20080522;

    /// <summary>
    /// Becomes another user and keeps the capabilities that the process has, also over the execution (capabilities(7), "Ambient"), where
    /// an engine gives them to none but root. From here on nothing in the sandbox dumps core, which the host's own program might take, as root.
    /// </summary>
    /// <param name="id">User and group.</param>
    /// <param name="arguments">The program's arguments.</param>
    public static void RunAs(int id, IEnumerable<string> arguments)
    {
        var noCore = stackalloc ulong[2] { 0, 0 }; // At most, now and ever.
        Require("prlimit", Libc.syscall(SystemCall.PrLimit64, 0, CoreSize, (nint)noCore, 0));
        Require("prctl", Libc.prctl(KeepCapabilities, 1, 0, 0, 0));
        Require("setgroups", Libc.syscall(SystemCall.SetGroups, 0, 0, 0, 0));
        Require("setresgid", Libc.syscall(SystemCall.SetResGid, id, id, id, 0));
        Require("setresuid", Libc.syscall(SystemCall.SetResUid, id, id, id, 0));
        var header = stackalloc uint[2] { CapabilityVersion, 0 };
        // Effective, permitted and inheritable; the lower halves, then the upper ones.
        var data = stackalloc uint[6];
        Require("capget", Libc.syscall(SystemCall.CapGet, (nint)header, (nint)data, 0, 0));
        (data[0], data[2], data[3], data[5]) = (data[1], data[1], data[4], data[4]);
        Require("capset", Libc.syscall(SystemCall.CapSet, (nint)header, (nint)data, 0, 0));
        for (var capability = 0; capability < 64; capability++)
            if ((data[capability < 32 ? 1 : 4] & (1u << (capability % 32))) != 0)
                Require("PR_CAP_AMBIENT", Libc.prctl(Ambient, AmbientRaise, (nuint)capability, 0, 0));
        Run(["guest", .. arguments]);
    }

    /// <summary>Executes; returns only where that cannot be.</summary>
    /// <exception cref="NativeException">It cannot be executed.</exception>
    public static void Run(IReadOnlyCollection<string> arguments)
    {
        using var argv = new StringBlock(arguments);
        var variables = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>();
        using var envp = new StringBlock([.. variables.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}"))]);
        fixed (byte* self = "/proc/self/exe\0"u8)
            _ = Libc.execve(self, argv.Pointers, envp.Pointers);
        throw new NativeException("execve", Marshal.GetLastPInvokeError());
    }

    private static void Require(string call, nint result)
    {
        if (result != 0)
            throw new NativeException(call, Marshal.GetLastPInvokeError());
    }
}
