using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Warren.Guest.Native;

/// <summary>
/// <c>struct epoll_event</c> in memory: a word of events and eight bytes of data, packed on x86-64 alone
/// (epoll_event(3type)).
/// </summary>
internal readonly unsafe struct EpollEvent(byte* at)
{
    public const uint In = 1;
    public const uint Out = 4;
    public const uint OneShot = 1u << 30;
    public const int MaxSize = 16;

    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    /// <summary>Bytes from one to the next in an array.</summary>
    public static int Size => DataOffset + sizeof(long);

    public uint Events { set => *(uint*)at = value; }

    public long Data
    {
        get => Unsafe.ReadUnaligned<long>(at + DataOffset);
        set => Unsafe.WriteUnaligned(at + DataOffset, value);
    }
}
