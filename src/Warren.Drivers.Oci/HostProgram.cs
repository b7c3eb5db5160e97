using System.Diagnostics;
using Warren.Api;

namespace Warren.Drivers.Oci;

/// <summary>Runs a program of the host's to its end.</summary>
internal static class HostProgram
{
    /// <summary>Runs it.</summary>
    /// <param name="program">Name on the host's path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="purpose">What for, as in "while formatting a sandbox disk".</param>
    /// <param name="mostExitCode">Largest exit code that is no failure.</param>
    /// <exception cref="WarrenException">EngineUnavailable: it failed; the message has what it wrote.</exception>
    public static async Task RunAsync(string program, IEnumerable<string> arguments, string purpose, int mostExitCode = 0)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        if (process.ExitCode > mostExitCode)
            throw new WarrenException(ErrorCode.EngineUnavailable, $"{program} failed while {purpose}: {error.Trim()}");
    }
}
