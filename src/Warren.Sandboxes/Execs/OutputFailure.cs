using Warren.Api;

namespace Warren.Sandboxes.Execs;

/// <summary>Says why what is kept of execs could not be written, as the database does of its own failures.</summary>
internal static class OutputFailure
{
    private const int ReadOnly = 30; // errno(3)

    /// <summary>What a caller is told; null where it is no failure of the disk.</summary>
    public static WarrenException? Explain(Exception failure) => failure switch
    {
        _ when StateDisk.IsFull(failure) => StateDisk.Full("what is kept of execs", failure),
        UnauthorizedAccessException or IOException { HResult: ReadOnly } => new(
            ErrorCode.EngineUnavailable, "What is kept of execs in the state folder cannot be written; see to its permissions.", failure),
        IOException => new(
            ErrorCode.EngineUnavailable, "The disk of the state folder fails: what is kept of execs cannot be written; the server's log says why.", failure),
        _ => null,
    };
}
