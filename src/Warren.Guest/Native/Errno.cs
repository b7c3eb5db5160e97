namespace Warren.Guest.Native;

/// <summary>Error numbers of Linux, the same on x86-64 and arm64 (errno(3)).</summary>
internal static class Errno
{
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int InputOutput = 5;
    public const int TooBig = 7;
    public const int NoExec = 8;
    public const int NoChild = 10;
    public const int Again = 11;
    public const int NoMemory = 12;
    public const int Access = 13;
    public const int Exists = 17;
    public const int NotFolder = 20;
    public const int IsFolder = 21;
    public const int NoSpace = 28;
    public const int Pipe = 32;
    public const int NameTooLong = 36;
    public const int Loop = 40;
}
