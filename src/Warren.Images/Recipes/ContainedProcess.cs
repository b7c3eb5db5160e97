using System.Diagnostics;
using Warren.Api;

namespace Warren.Images.Recipes;

/// <summary>
/// Runs a program of the build as root in a process and mount namespace of its own: when it is killed, or this
/// process dies, everything that it started and mounted is gone with it.
/// </summary>
internal static class ContainedProcess
{
    private const int KeptLines = 15;

    /// <summary>Runs it to its end, handing every line that it writes to <paramref name="onLine"/>.</summary>
    /// <exception cref="WarrenException">It is not installed, or failed: then with the last lines it wrote.</exception>
    public static Task RunAsync(IReadOnlyList<string> arguments, Action<string> onLine, CancellationToken cancellationToken) =>
        // The parent-death signal is tied to the thread that starts the process, so that thread stays until the end.
        Task.Factory.StartNew(() => Run(arguments, onLine, cancellationToken), cancellationToken,
            TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    private static void Run(IReadOnlyList<string> arguments, Action<string> onLine, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = Contained(arguments) };
        var last = new Queue<string>();
        void Take(object _, DataReceivedEventArgs data)
        {
            if (data.Data is not { } line)
                return;
            lock (last)
            {
                last.Enqueue(line);
                if (last.Count > KeptLines)
                    last.Dequeue();
                onLine(line);
            }
        }
        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using (cancellationToken.Register(process.Kill))
            // Returns when both pipes have ended too: no process is left then that could still write to the root.
            process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
            throw new WarrenException(ErrorCode.Internal,
                $"{arguments[0]} failed with exit code {process.ExitCode}:\n{string.Join('\n', last)}");
    }

    private static ProcessStartInfo Contained(IReadOnlyList<string> arguments)
    {
        string[] container = ["--pdeathsig", "KILL", "--", "unshare", "--mount", "--mount-proc", "--pid", "--fork", "--kill-child", "--"];
        var start = new ProcessStartInfo("setpriv", container.Concat(arguments))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        return start;
    }
}
