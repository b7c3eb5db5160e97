using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;

namespace Warren.Drivers.Oci.Linux;

/// <summary>
/// Reads and writes the small files that the kernel makes up (cgroups(7), proc(5)), with three system calls
/// each: thousands are read a minute. One that is not there, or goes away while it is read, is empty.
/// </summary>
internal static class KernelFile
{
    private const int Longest = 16 * 1024;

    /// <summary>Handles what was read. It is ASCII.</summary>
    public delegate T Reader<out T>(ReadOnlySpan<byte> content);

    /// <summary>Reads a file of at most 16 KiB and has its content handled.</summary>
    public static unsafe T Read<T>(string path, Reader<T> handle)
    {
        Span<byte> content = stackalloc byte[Longest];
        var file = Libc.Open(path, Libc.OpenCloexec);
        if (file < 0)
            return Marshal.GetLastPInvokeError() is Errno.NoEntry or Errno.NoDevice or Errno.NoProcess ? handle([]) : throw Libc.Failure($"open {path}");
        var length = 0;
        try
        {
            fixed (byte* start = content)
                while (length < Longest)
                {
                    var read = Libc.Read(file, start + length, (nuint)(Longest - length));
                    if (read < 0 && Marshal.GetLastPInvokeError() is not (Errno.NoDevice or Errno.NoProcess))
                        throw Libc.Failure($"read {path}");
                    if (read <= 0)
                        break;
                    length += (int)read;
                }
        }
        finally
        {
            _ = Libc.Close(file);
        }
        return handle(content[..length]);
    }

    /// <summary>The number that a file begins with; null where it begins with none, such as <c>max</c>.</summary>
    public static long? ReadNumber(string path) => Read(path, content => Utf8Parser.TryParse(content, out long number, out _) ? number : (long?)null);

    /// <summary>The number after a name, in a file of <c>name value</c> lines; null where the name is not in it.</summary>
    public static long? ReadValue(string path, string name) => Read(path, content =>
    {
        Span<byte> wanted = stackalloc byte[name.Length + 1];
        Encoding.ASCII.GetBytes(name, wanted);
        wanted[^1] = (byte)' ';
        foreach (var line in content.Split((byte)'\n'))
            if (content[line].StartsWith(wanted) && Utf8Parser.TryParse(content[line][wanted.Length..], out long number, out _))
                return number;
        return (long?)null;
    });

    /// <summary>The first line.</summary>
    public static string ReadLine(string path) => Read(path, content => Encoding.ASCII.GetString(content[..(content.IndexOf((byte)'\n') is >= 0 and var end ? end : content.Length)]));

    /// <summary>Writes a value to a file that is there.</summary>
    /// <exception cref="IOException">The kernel refuses it; its HResult is the error number.</exception>
    public static unsafe void Write(string path, string value)
    {
        const int writeOnly = 1;
        var file = Libc.Open(path, writeOnly | Libc.OpenCloexec);
        if (file < 0)
            throw Libc.Failure($"open {path}");
        try
        {
            var bytes = Encoding.ASCII.GetBytes(value);
            fixed (byte* start = bytes)
                // A signal of the runtime's own interrupts what takes the kernel a while, such as freeing memory.
                while (Libc.Write(file, start, (nuint)bytes.Length) < 0)
                    if (Libc.Failure($"write {path}") is var failure && failure.HResult != Errno.Interrupted)
                        throw failure;
        }
        finally
        {
            _ = Libc.Close(file);
        }
    }
}
