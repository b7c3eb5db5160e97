using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Warren.Cli.Hosting;

/// <summary>Lets another program take the place of this process, so that signals and exit code are its own.</summary>
internal static partial class ProcessImage
{
    /// <summary>Never returns.</summary>
    /// <exception cref="Win32Exception">The program cannot be executed.</exception>
    public static int Replace(string program, params IEnumerable<string> arguments)
    {
        string?[] vector = [program, .. arguments, null];
        Execute(program, vector);
        throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{program} cannot be executed.");
    }

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string program, string?[] arguments);
}
