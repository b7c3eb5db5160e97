using Microsoft.AspNetCore.Server.Kestrel.Core;
using Warren.Guest.Execs;

namespace Warren.Guest;

/// <summary>The orderly end: programs are asked to end, and get a moment to do so.</summary>
internal static class Shutdown
{
    private const int SigTerm = 15;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(ExecTable execs, KestrelServer server, TimeProvider time)
    {
        var running = execs.List().Where(exec => !exec.Ended.IsCompleted).ToList();
        foreach (var exec in running)
            exec.Signal(SigTerm);
        using var grace = new CancellationTokenSource(Grace, time);
        try
        {
            await Task.WhenAll(running.Select(exec => exec.Ended)).WaitAsync(grace.Token);
            await server.StopAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            // The kernel kills what is left when PID 1 ends (pid_namespaces(7)).
        }
    }
}
