using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Warren.Api.Sandboxes;

namespace Warren.Sandboxes.Entrypoints;

/// <summary>What follows from what happened to an entrypoint; no clock, no waiting.</summary>
internal static class EntrypointPolicy
{
    private const int IdLength = 16;

    /// <summary>A run of this length ends a row of failures.</summary>
    public static readonly TimeSpan LongRun = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The id of the exec of one start of the entrypoint. It follows from which start it is: a server that was killed
    /// between starting it and writing that down starts the same one again, which a guest does only once.
    /// </summary>
    public static string ExecId(string sandboxId, DateTimeOffset sandboxStart, int number)
    {
        var seed = string.Create(CultureInfo.InvariantCulture, $"{sandboxId} {sandboxStart.UtcTicks} {number}");
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(seed));
        return string.Create(IdLength, hash, (id, bytes) =>
        {
            for (var i = 0; i < id.Length; i++)
                id[i] = "abcdefghijklmnopqrstuvwxyz012345"[bytes[i] % 32];
        });
    }

    /// <summary>After a start.</summary>
    public static EntrypointStatus Started(EntrypointStatus? before, string execId, DateTimeOffset now) => new()
    {
        ExecId = execId,
        Running = true,
        Restarts = Number(before),
        RecentRestarts = before is null ? 0 : before.RecentRestarts + 1,
        ExitCode = before?.ExitCode,
        Signal = before?.Signal,
        StartedAt = now,
        EndedAt = before?.EndedAt,
    };

    /// <summary>The number of the next start, from 0.</summary>
    public static int Number(EntrypointStatus? before) => before is null ? 0 : before.Restarts + 1;

    /// <summary>After an end.</summary>
    /// <param name="running">What was known while it ran.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="entrypoint">What its spec says.</param>
    /// <param name="now">The time.</param>
    public static EntrypointStatus Ended(EntrypointStatus running, EntrypointEnd end, SandboxEntrypoint entrypoint, DateTimeOffset now)
    {
        var recent = end.Ran >= LongRun ? 0 : running.RecentRestarts;
        var isExhausted = entrypoint.Restart == RestartPolicy.OnFailure && !end.IsSuccess && recent >= entrypoint.MaxRetries;
        var restarts = !isExhausted && entrypoint.Restart switch
        {
            RestartPolicy.Always => true,
            RestartPolicy.OnFailure => !end.IsSuccess,
            _ => false,
        };
        return running with
        {
            Running = false,
            RecentRestarts = recent,
            ExitCode = end.ExitCode,
            Signal = end.Signal,
            Reason = isExhausted ? $"{end.Reason} It was started again {entrypoint.MaxRetries} times in a row, the most that maxRetries allows.".TrimStart() : end.Reason,
            EndedAt = now,
            NextStartAt = restarts ? now + Pause(recent) : null,
        };
    }

    /// <summary>What becomes of the entrypoint with a change of its sandbox's state: it ends with it, and begins anew with it.</summary>
    public static SandboxSnapshot Follow(SandboxSnapshot before, SandboxSnapshot next, DateTimeOffset now)
    {
        if (next.Entrypoint is not { } status || before.State == next.State)
            return next;
        return next.State switch
        {
            SandboxState.Starting => next with { Entrypoint = null },
            SandboxState.Running or SandboxState.Paused => next,
            _ when status.Running || status.NextStartAt is not null => next with
            {
                Entrypoint = status with
                {
                    Running = false,
                    NextStartAt = null,
                    ExitCode = status.Running ? null : status.ExitCode,
                    Signal = status.Running ? null : status.Signal,
                    Reason = next.State == SandboxState.Failed ? "Its sandbox failed." : "Its sandbox was stopped.",
                    EndedAt = status.Running ? now : status.EndedAt,
                },
            },
            _ => next,
        };
    }

    private static TimeSpan Pause(int recent) => recent >= 5 ? LongestPause : FirstPause * (1 << recent);
}
