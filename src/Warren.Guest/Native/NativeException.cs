namespace Warren.Guest.Native;

/// <summary>A system call that must work here did not.</summary>
internal sealed class NativeException(string call, int errno) : Exception($"{call} failed with errno {errno}")
{
    public int Errno { get; } = errno;
}
