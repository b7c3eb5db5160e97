using System.Runtime.InteropServices;

namespace Warren.Images.Native;

/// <summary><c>struct statx</c> of statx(2), which is laid out alike on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct LinuxStat
{
    private const int FormatMask = 0xF000, Directory = 0x4000, Regular = 0x8000, Link = 0xA000;

    [FieldOffset(16)] public uint LinkCount;
    [FieldOffset(20)] public uint UserId;
    [FieldOffset(24)] public uint GroupId;
    [FieldOffset(28)] public ushort Mode;
    [FieldOffset(32)] public ulong Inode;
    [FieldOffset(40)] public ulong Size;
    [FieldOffset(112)] public long ModifiedSeconds;
    [FieldOffset(120)] public uint ModifiedNanoseconds;

    public readonly bool IsDirectory => (Mode & FormatMask) == Directory;

    public readonly bool IsRegular => (Mode & FormatMask) == Regular;

    public readonly bool IsLink => (Mode & FormatMask) == Link;

    public readonly UnixFileMode Permissions => (UnixFileMode)(Mode & 0xFFF);
}
