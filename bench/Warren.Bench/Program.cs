using System.Runtime.InteropServices;
using Warren.Api;
using Warren.Bench;

using var ending = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
try
{
    var report = await Benchmark.RunAsync(BenchOptions.Parse(args, Benchmark.Names), TimeProvider.System, ending.Token);
    return report.Results.All(result => result.Met != false) ? 0 : 1;
}
catch (OperationCanceledException) when (ending.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("bench: broken off; everything that was started is removed.");
    return 130;
}
catch (WarrenException failure)
{
    await Console.Error.WriteLineAsync($"bench: {failure.Message}");
    return ErrorCodes.ExitCode(failure.Code);
}

void End(PosixSignalContext context)
{
    context.Cancel = true;
    ending.Cancel();
}
