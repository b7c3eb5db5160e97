using System.Runtime.InteropServices;

namespace Warren.Guest.Tests;

/// <summary>Calls of the C library that a driver makes and .NET does not offer.</summary>
internal static unsafe partial class HostCalls
{
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int lchown(string path, int uid, int gid);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int kill(int pid, int signal);

    [LibraryImport("libc")]
    private static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawnp(int* pid, string file, void* actions, void* attributes, byte** argv, byte** envp);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(void* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(void* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(void* actions, int fd, int target);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addopen(void* actions, int fd, string path, int flags, int mode);

    /// <summary>Starts a program that gets a descriptor as its number 3 and writes its output to a file.</summary>
    internal static int Spawn(IReadOnlyList<string> arguments, int? inherited, string output)
    {
        const int readOnly = 0, createForAppend = 0x441;
        var actions = stackalloc byte[256];
        _ = posix_spawn_file_actions_init(actions);
        _ = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", readOnly, 0);
        _ = posix_spawn_file_actions_addopen(actions, 1, output, createForAppend, 0x1A4);
        _ = posix_spawn_file_actions_adddup2(actions, 1, 2);
        if (inherited is { } fd)
            _ = posix_spawn_file_actions_adddup2(actions, fd, 3);
        var argv = Strings(arguments);
        var envp = Strings([$"PATH={Environment.GetEnvironmentVariable("PATH")}"]);
        int pid;
        var errno = posix_spawnp(&pid, arguments[0], actions, null, argv, envp);
        _ = posix_spawn_file_actions_destroy(actions);
        Free(argv);
        Free(envp);
        return errno == 0 ? pid : throw new InvalidOperationException($"cannot start {arguments[0]}: errno {errno}");
    }

    /// <summary>Waits for a child that <see cref="Spawn"/> started; gives its raw status.</summary>
    internal static int Wait(int pid)
    {
        int status;
        while (waitpid(pid, &status, 0) < 0 && Marshal.GetLastSystemError() == 4)
        {
        }
        return status;
    }

    private static byte** Strings(IReadOnlyList<string> strings)
    {
        var pointers = (byte**)NativeMemory.AllocZeroed((nuint)(strings.Count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < strings.Count; i++)
            pointers[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
        return pointers;
    }

    private static void Free(byte** strings)
    {
        for (var next = strings; *next is not null; next++)
            Marshal.FreeCoTaskMem((nint)(*next));
        NativeMemory.Free(strings);
    }
}
