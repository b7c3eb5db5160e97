using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Warren.Drivers.Oci.Linux;

/// <summary>A loop device that shows a file as a block device and goes away with its last user (loop(4)).</summary>
internal sealed class LoopDevice : IDisposable
{
    private const nuint GetFree = 0x4C82, Configure = 0x4C0A, SetCapacity = 0x4C07;
    private const int ConfigLength = 304, FlagsOffset = 8 + 52;
    private const uint AutoClear = 4;

    private readonly SafeFileHandle _device;

    private LoopDevice(string path, SafeFileHandle device) => (Path, _device) = (path, device);

    /// <summary>The device, such as <c>/dev/loop3</c>.</summary>
    public string Path { get; }

    /// <summary>Attaches a file to a free device. Dispose once the device is mounted: the mount keeps it.</summary>
    public static LoopDevice Attach(string file)
    {
        using var backing = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        using var control = File.OpenHandle("/dev/loop-control", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        while (true)
        {
            var number = Libc.Ioctl(control, GetFree, 0);
            if (number < 0)
                throw Libc.Failure("find a free loop device");
            var path = string.Create(CultureInfo.InvariantCulture, $"/dev/loop{number}");
            var device = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            if (TryConfigure(device, backing))
                return new LoopDevice(path, device);
            // Somebody else took it between the two calls: ask for another.
            var busy = Marshal.GetLastPInvokeError() == Errno.Busy;
            device.Dispose();
            if (!busy)
                throw Libc.Failure($"attach a file to {path}");
        }
    }

    /// <summary>The device that shows a file now; null where none does.</summary>
    public static string? Showing(string file) => Directory.EnumerateDirectories("/sys/block", "loop*")
        .Where(device => KernelFile.ReadLine(System.IO.Path.Combine(device, "loop/backing_file")) == file)
        .Select(device => "/dev/" + System.IO.Path.GetFileName(device)).FirstOrDefault();

    /// <summary>Has a device take on the length that its file has now.</summary>
    public static void Measure(string path)
    {
        using var device = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        if (Libc.Ioctl(device, SetCapacity, 0) != 0)
            throw Libc.Failure($"measure {path} anew");
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();

    private static unsafe bool TryConfigure(SafeFileHandle device, SafeFileHandle backing)
    {
        Span<byte> config = stackalloc byte[ConfigLength];
        config.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(config, (int)backing.DangerousGetHandle());
        BinaryPrimitives.WriteUInt32LittleEndian(config[FlagsOffset..], AutoClear);
        fixed (byte* pointer = config)
            return Libc.Ioctl(device, Configure, (nint)pointer) == 0;
    }
}
