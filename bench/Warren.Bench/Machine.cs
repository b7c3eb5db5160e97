using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Warren.Bench;

/// <summary>The machine that was measured on, and what ran on it.</summary>
/// <param name="Kernel">Release of the kernel.</param>
/// <param name="Processor">Model of its processor.</param>
/// <param name="Cores">Cores this process may use.</param>
/// <param name="Memory">Memory in bytes.</param>
/// <param name="LoadAtStart">Load averages of 1, 5 and 15 minutes when the run began.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="OciRuntime">The OCI runtime.</param>
/// <param name="Commit">The commit that was measured, with <c>+changes</c> where the work tree differs from it.</param>
public sealed record Machine(
    string Kernel, string Processor, int Cores, long Memory, string LoadAtStart, string Runtime, string OciRuntime, string Commit)
{
    /// <summary>Looks at this machine.</summary>
    internal static async Task<Machine> DescribeAsync(CancellationToken cancellationToken)
    {
        var load = await File.ReadAllTextAsync("/proc/loadavg", cancellationToken);
        var commit = await RunAsync("git", ["-C", Repository.Root, "describe", "--always", "--dirty=+changes"], cancellationToken);
        return new(
            Kernel: (await File.ReadAllTextAsync("/proc/sys/kernel/osrelease", cancellationToken)).Trim(),
            Processor: Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
            Cores: Environment.ProcessorCount,
            Memory: long.Parse(Field("/proc/meminfo", "MemTotal")!.Split(' ')[0], CultureInfo.InvariantCulture) * 1024,
            LoadAtStart: string.Join(' ', load.Split(' ').Take(3)),
            Runtime: RuntimeInformation.FrameworkDescription,
            OciRuntime: (await RunAsync("runc", ["--version"], cancellationToken)).Split('\n')[0],
            Commit: commit);
    }

    private static string? Field(string file, string name) => File.ReadLines(file)
        .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();

    private static async Task<string> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return output.Trim();
    }
}
