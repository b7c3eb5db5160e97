using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Warren.Bench;

/// <summary>
/// The root file system of the image, for baselines: programs are started in it without isolation. A thread of its own
/// has that root (unshare(2), CLONE_NEWNS, works on one thread), so that nothing but the start is measured and the mount
/// goes with the thread.
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
    public Task<double[]> MeasureAsync(int count) => EnterAsync(() =>
    {
        using var program = new NativeProgram(["/bin/true"]);
        return Measure(program, count);
    });

    /// <summary>The same with another program.</summary>
    public Task<double[]> MeasureAsync(NativeProgram program, int count) => EnterAsync(() => Measure(program, count));

    /// <summary>Does something on a thread whose root it is.</summary>
    public Task<T> EnterAsync<T>(Func<T> work) => OnThreadAsync(() =>
    {
        Mount(_root);
        Check(Libc.ChangeRoot(_root), "chroot");
        Check(Libc.ChangeFolder("/"), "chdir");
        return work();
    });

    /// <summary>Does something on a thread that sees it at a path, and what that thread starts.</summary>
    public Task<T> MountAsync<T>(string path, Func<T> work) => OnThreadAsync(() =>
    {
        Mount(path);
        return work();
    });

    /// <summary>Writes all of it as a tar archive, by tar(1).</summary>
    public Task PackAsync(Stream target) => MountAsync(_root, () =>
    {
        using var tar = Process.Start(new ProcessStartInfo("tar", ["--create", "--directory", _root, "."]) { RedirectStandardOutput = true })!;
        tar.StandardOutput.BaseStream.CopyTo(target);
        tar.WaitForExit();
        return tar.ExitCode == 0 ? 0 : throw new InvalidOperationException($"tar ended with {tar.ExitCode}.");
    });

    private static Task<T> OnThreadAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        }).Start();
        return done.Task;
    }

    private static double[] Measure(NativeProgram program, int count)
    {
        var times = new double[count];
        program.Run();
        for (var i = 0; i < count; i++)
            times[i] = program.Run();
        return times;
    }

    // overlayfs without a writable layer wants two lower ones at least, hence the empty one.
    private void Mount(string path)
    {
        Check(Libc.Unshare(Libc.NewMounts), "unshare");
        Check(Libc.Mount("none", "/", null, Libc.Recursive | Libc.Private, null), "mount --make-rprivate");
        Check(Libc.Mount("overlay", path, "overlay", Libc.ReadOnly, $"lowerdir={string.Join(':', layers.Reverse())}:{_empty}"), "mount overlay");
    }

    private static void Check(int result, string call)
    {
        if (result < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{call}: {Marshal.GetLastPInvokeErrorMessage()}");
    }
}
