using System.Text;
using Warren.Guest.Native;

namespace Warren.Guest;

/// <summary>Writes to standard error, which the driver keeps. The Console class is not used: it sets up a terminal.</summary>
internal static class Log
{
    public static unsafe void Write(string line)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes($"guest: {line}\n"))
            _ = Libc.write(2, text, Encoding.UTF8.GetByteCount(line) + 8);
    }
}
