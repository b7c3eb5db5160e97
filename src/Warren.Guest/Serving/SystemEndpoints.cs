using System.Globalization;
using System.Security.Cryptography;
using Warren.Guest.Execs;
using Warren.Guest.Processes;
using Warren.Guest.Protocol;

namespace Warren.Guest.Serving;

/// <summary>The calls on the guest itself.</summary>
internal sealed class SystemEndpoints(ExecTable execs, OutputBudget budget, TimeProvider time, Action shutdown)
{
    private readonly string _bootId = Guid.NewGuid().ToString("N");
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly long _startTimestamp = time.GetTimestamp();

    public Task HelloAsync(GuestRequest request) => request.AnswerAsync(
        new GuestHello
        {
            Generations = [GuestProtocol.Generation],
            BootId = _bootId,
            Version = typeof(SystemEndpoints).Assembly.GetName().Version?.ToString(3) ?? "0",
            StartedAt = _startedAt,
        },
        GuestJson.Default.GuestHello);

    public Task StatisticsAsync(GuestRequest request)
    {
        var (running, ended, started) = execs.Count();
        return request.AnswerAsync(
            new GuestStatistics
            {
                Processes = ProcessList.Read().Count() + 1,
                UptimeSeconds = time.GetElapsedTime(_startTimestamp).TotalSeconds,
                GuestMemory = ReadResidentMemory(),
                KeptOutput = budget.Used,
                RunningExecs = running,
                EndedExecs = ended,
                StartedExecs = started,
            },
            GuestJson.Default.GuestStatistics);
    }

    public Task ShutdownAsync(GuestRequest request)
    {
        request.AnswerEmpty();
        shutdown();
        return Task.CompletedTask;
    }

    // The second number of statm is resident pages (proc(5)).
    private static long ReadResidentMemory() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
}
