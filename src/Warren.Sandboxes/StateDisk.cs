using Warren.Api;

namespace Warren.Sandboxes;

/// <summary>Tells a full disk of the state folder from other failures, and what a caller is told of it.</summary>
internal static class StateDisk
{
    // errno(3), which .NET gives as HResult of what failed in a system call.
    private const int NoSpace = 28, Quota = 122;

    /// <summary>Whether it is what a write to a full disk fails with.</summary>
    public static bool IsFull(Exception failure) => failure is IOException { HResult: NoSpace or Quota };

    /// <summary>What a caller is told.</summary>
    /// <param name="what">What cannot be written.</param>
    /// <param name="failure">What it failed with.</param>
    public static WarrenException Full(string what, Exception failure) => new(
        ErrorCode.EngineUnavailable, $"The disk of the state folder is full: {what} cannot be written. Make room there, or remove sandboxes, and try again.", failure);
}
