using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Warren.Drivers.GuestFiles.Seccomp;

/// <summary>libseccomp 2.5, which turns rules into a BPF program (seccomp_init(3) and the pages it names).</summary>
internal static partial class LibSeccomp
{
    public const uint Allow = 0x7FFF0000, KillProcess = 0x80000000;
    public const uint AttributeBadArchitectureAction = 2, AttributeOptimize = 8;
    public const int NotEqual = 1, Equal = 4, MaskedEqual = 7;

    public static uint Errno(int error) => 0x00050000 | (uint)error;

    [LibraryImport("libseccomp.so.2", EntryPoint = "seccomp_init")]
    public static partial nint Init(uint defaultAction);

    [LibraryImport("libseccomp.so.2", EntryPoint = "seccomp_release")]
    public static partial void Release(nint filter);

    [LibraryImport("libseccomp.so.2", EntryPoint = "seccomp_attr_set")]
    public static partial int SetAttribute(nint filter, uint attribute, uint value);

    [LibraryImport("libseccomp.so.2", EntryPoint = "seccomp_syscall_resolve_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Resolve(string name);

    [LibraryImport("libseccomp.so.2", EntryPoint = "seccomp_rule_add_array")]
    public static unsafe partial int AddRule(nint filter, uint action, int call, uint count, Comparison* comparisons);

    [LibraryImport("libseccomp.so.2", EntryPoint = "seccomp_export_bpf")]
    public static partial int ExportBpf(nint filter, SafeFileHandle file);

    /// <summary><c>struct scmp_arg_cmp</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Comparison
    {
        public uint Argument;
        public int Operator;
        public ulong A;
        public ulong B;
    }
}
