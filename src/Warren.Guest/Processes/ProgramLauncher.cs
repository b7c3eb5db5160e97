using System.Runtime.InteropServices;
using System.Text;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Processes;

/// <summary>Starts a program from a thread that is confined and has the user's identity already.</summary>
internal sealed unsafe class ProgramLauncher
{
    private const int Executable = 1;
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;

    // posix_spawnattr_t and posix_spawn_file_actions_t are 336 and 80 bytes with glibc; both get plenty.
    private const int OpaqueSize = 1024;
    private readonly void* _attributes = NativeMemory.AllocZeroed(OpaqueSize);

    public ProgramLauncher()
    {
        var signals = stackalloc byte[128];
        Check("posix_spawnattr_init", Libc.posix_spawnattr_init(_attributes));
        Check("posix_spawnattr_setflags", Libc.posix_spawnattr_setflags(_attributes, SetSession | SetSignalDefaults | SetSignalMask));
        NativeMemory.Clear(signals, 128);
        Check("posix_spawnattr_setsigmask", Libc.posix_spawnattr_setsigmask(_attributes, signals));
        NativeMemory.Fill(signals, 128, 0xFF);
        Check("posix_spawnattr_setsigdefault", Libc.posix_spawnattr_setsigdefault(_attributes, signals));
    }

    /// <summary>Looks the program up as the user and starts it; gives its process id.</summary>
    public int Launch(Spawn spawn)
    {
        var folder = OpenWorkdir(spawn.Workdir);
        try
        {
            var path = Find(spawn, folder);
            return Start(spawn, folder, path);
        }
        finally
        {
            Libc.close(folder);
        }
    }

    private static int OpenWorkdir(string path)
    {
        var folder = Libc.open(path, Descriptors.PathOnly | Descriptors.Folder | Descriptors.CloseOnExec);
        var errno = Marshal.GetLastPInvokeError();
        if (folder < 0)
            throw GuestFailure.Invalid(errno switch
            {
                Errno.NoEntry => $"no such folder to start in: {path}",
                Errno.NotFolder => $"not a folder to start in: {path}",
                _ => $"cannot start in the folder {path}: {Describe(errno)}",
            });
        fixed (byte* here = "."u8)
            if (Libc.faccessat(folder, here, Executable, 0) == 0)
                return folder;
        Libc.close(folder);
        throw GuestFailure.Invalid($"cannot start in the folder {path}: permission denied");
    }

    private static byte[] Find(Spawn spawn, int folder)
    {
        var name = spawn.Arguments[0];
        var denied = false;
        foreach (var candidate in Candidates(name, spawn.Environment))
        {
            var path = Encoding.UTF8.GetBytes(candidate + '\0');
            fixed (byte* pointer = path)
                if (Libc.faccessat(folder, pointer, Executable, 0) == 0)
                    return path;
            denied |= Marshal.GetLastPInvokeError() == Errno.Access;
        }
        throw GuestFailure.Invalid(denied ? $"no permission to run the program: {name}" : $"no such program: {name}");
    }

    // An empty element of PATH means the working folder (environ(7)).
    private static IEnumerable<string> Candidates(string name, IReadOnlyDictionary<string, string> environment) =>
        name.Contains('/') ? [name] :
        name.Length == 0 ? [] :
        environment["PATH"].Split(':').Select(entry => entry.Length == 0 ? $"./{name}" : $"{entry}/{name}");

    private int Start(Spawn spawn, int folder, byte[] path)
    {
        using var argv = new StringBlock(spawn.Arguments);
        using var envp = new StringBlock([.. spawn.Environment.Select(pair => $"{pair.Key}={pair.Value}")]);
        var actions = stackalloc byte[OpaqueSize];
        Check("posix_spawn_file_actions_init", Libc.posix_spawn_file_actions_init(actions));
        try
        {
            if (spawn.Terminal is { } terminal)
                AddTerminal(actions, terminal);
            else
                AddDescriptors(actions, spawn.Stdin, spawn.Stdout, spawn.Stderr);
            Check("addfchdir", Libc.posix_spawn_file_actions_addfchdir_np(actions, folder));
            int pid, errno;
            fixed (byte* program = path)
                errno = Libc.posix_spawn(&pid, program, actions, _attributes, argv.Pointers, envp.Pointers);
            return errno == 0 ? pid : throw Refuse(spawn.Arguments[0], errno);
        }
        finally
        {
            _ = Libc.posix_spawn_file_actions_destroy(actions);
        }
    }

    private static void AddDescriptors(void* actions, int stdin, int stdout, int stderr)
    {
        Check("adddup2", Libc.posix_spawn_file_actions_adddup2(actions, stdin, 0));
        Check("adddup2", Libc.posix_spawn_file_actions_adddup2(actions, stdout, 1));
        Check("adddup2", Libc.posix_spawn_file_actions_adddup2(actions, stderr, 2));
    }

    // The first terminal that the leader of a new session opens becomes its controlling one (pty(7), setsid(2)).
    private static void AddTerminal(void* actions, string path)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
            Check("addopen", Libc.posix_spawn_file_actions_addopen(actions, 0, name, Descriptors.ReadWrite, 0));
        AddDescriptors(actions, 0, 0, 0);
    }

    private static GuestFailure Refuse(string name, int errno) => errno switch
    {
        Errno.Again => new(GuestErrorCode.TooManyRequests, "the sandbox's limit of processes is met"),
        Errno.NoMemory => new(GuestErrorCode.TooManyRequests, "the sandbox has no memory left for another process"),
        Errno.NoEntry => GuestFailure.Invalid($"cannot run {name}: its interpreter or loader is missing"),
        Errno.TooBig => GuestFailure.Invalid("arguments and environment are too large"),
        Errno.NoExec => GuestFailure.Invalid($"cannot run {name}: it is no program (a script needs a #! line)"),
        _ => GuestFailure.Invalid($"cannot run {name}: {Describe(errno)}"),
    };

    private static string Describe(int errno) => errno switch
    {
        Errno.Access => "permission denied",
        Errno.Loop => "too many links",
        Errno.NameTooLong => "its name is too long",
        Errno.NoEntry => "it does not exist",
        Errno.IsFolder => "it is a folder",
        _ => $"error {errno}",
    };

    private static void Check(string call, int errno)
    {
        if (errno != 0)
            throw new NativeException(call, errno);
    }
}
