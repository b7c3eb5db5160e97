using System.Globalization;
using System.Runtime.InteropServices;

namespace Warren.Drivers.Oci.Linux;

/// <summary>
/// Starts a child with descriptors of our choosing and no others (posix_spawn(3)): every descriptor that .NET opens
/// closes on exec, and only the child's own copy of the given ones does not. <c>Process</c> cannot pass descriptors.
/// </summary>
internal static partial class Spawn
{
    // posix_spawn_file_actions_t is 80 bytes in glibc and 320 at most elsewhere.
    private const int FileActionsLength = 512;

    /// <summary>Starts a program and returns its process, which the caller waits for.</summary>
    /// <param name="arguments">Argument vector; its first is the program's absolute path.</param>
    /// <param name="environment">The whole environment, as <c>NAME=value</c>.</param>
    /// <param name="descriptors">Descriptors that become 0, 1, 2 and so on.</param>
    public static unsafe PidFd Start(IReadOnlyList<string> arguments, IReadOnlyList<string> environment, params ReadOnlySpan<SafeHandle> descriptors)
    {
        var actions = stackalloc byte[FileActionsLength];
        Check(FileActionsInit(actions), "prepare a process");
        using var argumentVector = new StringVector(arguments);
        using var environmentVector = new StringVector(environment);
        try
        {
            // Were a source one of the targets, an earlier step would overwrite it.
            for (var i = 0; i < descriptors.Length; i++)
                if (descriptors[i].DangerousGetHandle() < descriptors.Length)
                    throw new InvalidOperationException("A descriptor to pass on has the number of a target; are the standard streams closed?");
            for (var i = 0; i < descriptors.Length; i++)
                Check(FileActionsAddDup2(actions, (int)descriptors[i].DangerousGetHandle(), i), "prepare a process");
            int pid;
            Check(PosixSpawn(&pid, arguments[0], actions, null, argumentVector.Pointer, environmentVector.Pointer), $"start {arguments[0]}");
            // The child cannot have been reaped yet, so its number is still its own.
            return PidFd.Open(pid) ?? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Process {pid} was reaped by another waiter."));
        }
        finally
        {
            _ = FileActionsDestroy(actions);
        }
    }

    /// <summary>Takes the exit status of an ended child; 128 plus the signal when one ended it, as a shell has it.</summary>
    public static unsafe int Reap(PidFd child)
    {
        const int byPidFd = 3, exited = 4, causeOffset = 8, statusOffset = 24, causeExited = 1;
        var info = stackalloc byte[128];
        while (Libc.WaitId(byPidFd, (int)child.Handle.DangerousGetHandle(), info, exited, 0) != 0)
            if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                throw Libc.Failure($"wait for process {child.Pid}");
        var status = *(int*)(info + statusOffset);
        return *(int*)(info + causeOffset) == causeExited ? status : 128 + status;
    }

    private static void Check(int error, string what)
    {
        if (error != 0)
            throw new IOException($"{what}: {Marshal.GetPInvokeErrorMessage(error)} (errno {error})", error);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int PosixSpawn(int* pid, string path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static unsafe partial int FileActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static unsafe partial int FileActionsAddDup2(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static unsafe partial int FileActionsDestroy(byte* actions);

    // A null-terminated array of C strings.
    private sealed unsafe class StringVector : IDisposable
    {
        private readonly int _count;

        public StringVector(IReadOnlyList<string> strings)
        {
            _count = strings.Count;
            Pointer = (byte**)NativeMemory.AllocZeroed((nuint)_count + 1, (nuint)sizeof(byte*));
            for (var i = 0; i < _count; i++)
                Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
        }

        public byte** Pointer { get; }

        public void Dispose()
        {
            for (var i = 0; i < _count; i++)
                Marshal.FreeCoTaskMem((nint)Pointer[i]);
            NativeMemory.Free(Pointer);
        }
    }
}
