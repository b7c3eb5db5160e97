using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Warren.Bench;

/// <summary>
/// The baseline: programs started by posix_spawn(3) in the root file system of the image, without isolation. A thread
/// of its own has that root (unshare(2), CLONE_NEWNS, works on one thread), so that nothing but the start is measured
/// and the mount goes with the thread.
/// </summary>
/// <param name="layers">The image's unpacked layers, lowest first.</param>
/// <param name="folder">A folder to make mount points in; removed by its owner.</param>
internal sealed class BareRoot(IReadOnlyList<string> layers, string folder)
{
    private readonly string _empty = Directory.CreateDirectory(Path.Combine(folder, "bare-empty")).FullName;
    private readonly string _root = Directory.CreateDirectory(Path.Combine(folder, "bare")).FullName;

    /// <summary>The image's unpacked layers, lowest first.</summary>
    public IReadOnlyList<string> Layers => layers;

    /// <summary>Starts <c>/bin/true</c> a number of times, one after the other, and once before without counting it.</summary>
    /// <returns>Milliseconds from each start until its end was seen.</returns>
    public Task<double[]> MeasureAsync(int count)
    {
        var done = new TaskCompletionSource<double[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                Enter();
                done.SetResult(Measure(count));
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        }).Start();
        return done.Task;
    }

    // overlayfs without a writable layer wants two lower ones at least, hence the empty one.
    private void Enter()
    {
        Check(Libc.Unshare(Libc.NewMounts), "unshare");
        Check(Libc.Mount("none", "/", null, Libc.Recursive | Libc.Private, null), "mount --make-rprivate");
        Check(Libc.Mount("overlay", _root, "overlay", Libc.ReadOnly, $"lowerdir={string.Join(':', layers.Reverse())}:{_empty}"), "mount overlay");
        Check(Libc.ChangeRoot(_root), "chroot");
        Check(Libc.ChangeFolder("/"), "chdir");
    }

    private static unsafe double[] Measure(int count)
    {
        var times = new double[count];
        fixed (byte* program = "/bin/true\0"u8, path = "PATH=/usr/local/bin:/usr/bin:/bin\0"u8)
        {
            var arguments = stackalloc byte*[] { program, null };
            var environment = stackalloc byte*[] { path, null };
            for (var i = -1; i < count; i++)
            {
                var start = Stopwatch.GetTimestamp();
                Run(program, arguments, environment);
                if (i >= 0)
                    times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }
        return times;
    }

    private static unsafe void Run(byte* program, byte** arguments, byte** environment)
    {
        const int interrupted = 4;
        int pid, status, reaped;
        if (Libc.Spawn(&pid, program, null, null, arguments, environment) is not 0 and var error)
            throw new Win32Exception(error, "posix_spawn");
        while ((reaped = Libc.WaitPid(pid, &status, 0)) < 0 && Marshal.GetLastPInvokeError() == interrupted)
        {
        }
        Check(reaped, "waitpid");
        if (status != 0)
            throw new InvalidOperationException($"/bin/true ended with status {status}.");
    }

    private static void Check(int result, string call)
    {
        if (result < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{call}: {Marshal.GetLastPInvokeErrorMessage()}");
    }
}
