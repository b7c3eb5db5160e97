using System.Runtime.InteropServices;

namespace Warren.Guest.Native;

/// <summary><c>struct epoll_event</c> as x86-64 has it: packed (epoll_ctl(2)).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct EpollEvent
{
    public const uint In = 1;
    public const uint Out = 4;
    public const uint OneShot = 1u << 30;

    public uint Events;
    public long Data;
}
