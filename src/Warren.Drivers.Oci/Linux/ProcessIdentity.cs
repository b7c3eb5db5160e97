using System.Globalization;

namespace Warren.Drivers.Oci.Linux;

/// <summary>A process for as long as the host runs: its number, and its start time to tell it from a later one.</summary>
/// <param name="Pid">Process number in the host's namespace.</param>
/// <param name="StartTicks">Start time in clock ticks since boot (proc_pid_stat(5), field 22).</param>
internal sealed record ProcessIdentity(int Pid, long StartTicks)
{
    /// <summary>The identity of a process that is there now; <see langword="null"/> when there is none or it is a zombie.</summary>
    public static ProcessIdentity? Of(int pid)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            // The name in parentheses may hold anything; what follows its last parenthesis is fields 3 onwards.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : new ProcessIdentity(pid, long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return null;
        }
    }
}
