namespace Warren.Drivers.Oci.Linux;

/// <summary>The error numbers that are told apart (errno(3); the same on every architecture .NET runs on).</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int NoProcess = 3;
    public const int Interrupted = 4;
    public const int Busy = 16;
    public const int Exists = 17;
    public const int CrossDevice = 18;
    public const int NoDevice = 19;
    public const int NotFolder = 20;
    public const int Invalid = 22;
    public const int Loop = 40;
}
