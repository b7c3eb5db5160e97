using Warren.Api;

namespace Warren.Sandboxes.Execs;

/// <summary>Says why what is kept of execs could not be written, as the database does of its own failures.</summary>
internal static class OutputFailure
{
    // errno(3), which .NET gives as HResult of what failed in a system call.
    private const int NoSpace = 28, ReadOnly = 30, Quota = 122;

    /// <summary>What a caller is told; null where it is no failure of the disk.</summary>
    public static WarrenException? Explain(Exception failure) => failure is IOException or UnauthorizedAccessException
        ? new(ErrorCode.EngineUnavailable, failure switch
        {
            IOException { HResult: NoSpace or Quota } =>
                "The disk of the state folder is full: what is kept of execs cannot be written. Make room there, or remove sandboxes, and try again.",
            UnauthorizedAccessException or IOException { HResult: ReadOnly } =>
                "What is kept of execs in the state folder cannot be written; see to its permissions.",
            _ => "The disk of the state folder fails: what is kept of execs cannot be written; the server's log says why.",
        }, failure)
        : null;
}
