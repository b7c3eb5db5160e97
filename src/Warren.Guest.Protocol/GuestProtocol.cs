namespace Warren.Guest.Protocol;

/// <summary>Constants that the server, its drivers and the guest agree on; part of generation 0.</summary>
public static class GuestProtocol
{
    /// <summary>The generation of the protocol that this assembly speaks.</summary>
    public const int Generation = 0;

    /// <summary>Folder in the sandbox that a driver mounts read-only with what the guest needs.</summary>
    public const string Folder = "/.warren";

    /// <summary>The guest's program in the sandbox, as users run its parts.</summary>
    public const string ProgramPath = Folder + "/guest";

    /// <summary>The same program as the sandbox's first process, which no one in the sandbox may read.</summary>
    public const string InitPath = Folder + "/init";

    /// <summary>The filter of user code in the sandbox: an array of <c>struct sock_filter</c>, see seccomp(2).</summary>
    public const string SeccompPath = Folder + "/seccomp.bpf";

    /// <summary>
    /// Folder in a sandbox that can hold cells, with what a driver gives their roots: <c>image</c>, the image read-only,
    /// <c>root</c>, an empty folder, and for each slot, from 0 on, a disk of its own at <c>disk-N</c>.
    /// </summary>
    public const string CellsFolder = "/.warren-cells";

    /// <summary>
    /// How the names of the processes that keep the slots begin (proc_pid_comm(5)); the slot's number follows. A driver finds
    /// them by it and puts each into the cgroup of its slot, before anything is asked of the guest.
    /// </summary>
    public const string KeeperName = "warren-cell-";

    /// <summary>Most cells in a sandbox at once.</summary>
    public const int MaxCells = 128;

    /// <summary>Most files, and most bytes of them together, that are sent with the start of a cell's program.</summary>
    public const int MaxCellFiles = 256, MaxCellFileBytes = 1024 * 1024;

    /// <summary>
    /// Characters of the secret that a dialling guest sends first on every connection, followed by one line feed.
    /// </summary>
    public const int SecretLength = 64;

    /// <summary>Most bytes of output in one frame.</summary>
    public const int MaxChunk = 64 * 1024;

    /// <summary>Most bytes of one JSON message, in either direction.</summary>
    public const int MaxMessage = 4 * 1024 * 1024;

    /// <summary>Most bytes of standard input that a background exec can be started with; more follows by stdin calls.</summary>
    public const int MaxInlineStdin = 1024 * 1024;

    /// <summary>Most execs that run at once.</summary>
    public const int MaxRunning = 256;

    /// <summary>Most ended execs that the guest remembers.</summary>
    public const int MaxEnded = 256;

    /// <summary>Most ids in one call that forgets ended execs.</summary>
    public const int MaxForgotten = 4 * MaxEnded;

    /// <summary>Most columns or rows of a terminal.</summary>
    public const int MaxTerminalSide = 4096;

    /// <summary>Most connections to ports in the sandbox at once.</summary>
    public const int MaxPortConnections = 256;

    /// <summary>What a connection to a port is upgraded to: bytes in both directions, without framing.</summary>
    public const string PortUpgrade = "tcp";

    /// <summary>Most bytes of the head of a port connection, in either direction.</summary>
    public const int MaxPortHead = 4096;

    /// <summary>Most bytes of all arguments and the environment together.</summary>
    public const int MaxArgumentBytes = 1024 * 1024;

    /// <summary>Most bytes that the guest keeps of each output stream of an exec.</summary>
    public const int MaxKeptOutput = 1024 * 1024;

    /// <summary>Longest exec id: letters, digits, <c>-</c> and <c>_</c>.</summary>
    public const int MaxIdLength = 64;

    /// <summary>How the ids of the guest's own helper programs begin; other ids never do.</summary>
    public const char HelperPrefix = '_';

    /// <summary>Whether a text can be the id of an exec.</summary>
    public static bool IsExecId(string? id) =>
        id is { Length: > 0 and <= MaxIdLength } && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
