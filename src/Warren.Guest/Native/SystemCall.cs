using System.Runtime.InteropServices;

namespace Warren.Guest.Native;

/// <summary>
/// Numbers of system calls that are made raw: the C library's set*id calls change every thread of the process
/// (nptl(7)), the kernel's only the calling one.
/// </summary>
internal static class SystemCall
{
    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public static nint SetGroups { get; } = IsArm ? 159 : 116;
    public static nint SetResUid { get; } = IsArm ? 147 : 117;
    public static nint SetResGid { get; } = IsArm ? 149 : 119;
    public static nint CapSet { get; } = IsArm ? 91 : 126;
    public static nint CapGet { get; } = IsArm ? 90 : 125;
    public static nint Seccomp { get; } = IsArm ? 277 : 317;
    public static nint SetFsUid { get; } = IsArm ? 151 : 122;
    public static nint SetFsGid { get; } = IsArm ? 152 : 123;
    public static nint GetDents64 { get; } = IsArm ? 61 : 217;
    public static nint PrLimit64 { get; } = IsArm ? 261 : 302;
    public static nint PivotRoot { get; } = IsArm ? 41 : 155;
    public const nint PidfdSendSignal = 424;
    public const nint PidfdOpen = 434;
    public const nint Clone3 = 435;
    public const nint CloseRange = 436;
    public const nint OpenAt2 = 437;
}
