using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Warren.Server.Hosting;

/// <summary>
/// Lets go of the terminal and of the process that started the server. That process reads standard output: a line there
/// says that the server listens, its end that it failed, which standard error then explains.
/// </summary>
public static partial class Background
{
    private const int ReadWrite = 2; // O_RDWR

    /// <summary>Leaves the terminal's session, so that its Ctrl+C and its end do not reach the server.</summary>
    public static void LeaveTerminal() => _ = SetSession(); // Fails only for a session leader, which has left already.

    /// <summary>Reports the address and points the standard streams at /dev/null.</summary>
    public static void ReportReady(string url)
    {
        using (var output = new SafeFileHandle(1, ownsHandle: false))
        using (var stream = new FileStream(output, FileAccess.Write, bufferSize: 0))
            stream.Write(Encoding.UTF8.GetBytes(url + "\n"));
        var nothing = Open("/dev/null", ReadWrite);
        for (var stream = 0; stream <= 2; stream++)
            if (nothing < 0 || Duplicate(nothing, stream) < 0)
                throw new Win32Exception(Marshal.GetLastPInvokeError());
        _ = Close(nothing);
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int SetSession();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
