namespace Warren.Drivers.Oci.Linux;

/// <summary>The error numbers that are told apart (errno(3); the same on every architecture .NET runs on).</summary>
internal static class Errno
{
    public const int NoEntry = 2;
    public const int NoProcess = 3;
    public const int Interrupted = 4;
    public const int Busy = 16;
    public const int Invalid = 22;
}
