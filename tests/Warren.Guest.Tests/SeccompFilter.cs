using System.Runtime.InteropServices;

namespace Warren.Guest.Tests;

/// <summary>Filters as seccomp(2) takes them: code, two jumps, a value.</summary>
internal static class SeccompFilter
{
    private const uint Allow = 0x7FFF0000;
    private const uint Refuse = 0x00050001;

    /// <summary>Refuses ptrace(2) with EPERM and allows all else.</summary>
    public static byte[] DenyPtrace { get; } =
    [
        .. Instruction(0x20, 0, 0, 0),
        .. Instruction(0x15, 0, 1, RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 101u : 117u),
        .. Instruction(0x06, 0, 0, Refuse),
        .. Instruction(0x06, 0, 0, Allow),
    ];

    private static byte[] Instruction(ushort code, byte ifTrue, byte ifFalse, uint value) =>
        [.. BitConverter.GetBytes(code), ifTrue, ifFalse, .. BitConverter.GetBytes(value)];
}
