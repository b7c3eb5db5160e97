using System.Globalization;
using Warren.Api;

namespace Warren.Sandboxes;

/// <summary>Names of the signals of Linux (signal(7)), the same on every architecture .NET runs on.</summary>
internal static class SignalNames
{
    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    private static readonly string[] Names =
    [
        "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV",
        "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU",
        "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    /// <summary>The name of a signal; real-time signals are named by number.</summary>
    public static string Format(int signal) => signal > 0 && signal < Names.Length ? Names[signal] : string.Create(CultureInfo.InvariantCulture, $"SIG{signal}");

    /// <summary>Reads <c>SIGTERM</c>, <c>TERM</c> or <c>15</c>.</summary>
    public static int Parse(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65)
            return number;
        var name = text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text : "SIG" + text;
        var index = Array.FindIndex(Names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index > 0 ? index : throw new WarrenException(new Dictionary<string, string[]>
        {
            ["signal"] = [$"'{text}' is no signal; give a name such as SIGTERM or a number from 1 to 64"],
        });
    }
}
