using System.Diagnostics;
using Warren.Api;
using Warren.Api.Local;
using Warren.Api.Settings;

namespace Warren.Cli.Hosting;

/// <summary>Root rights by sudo(8), for the few steps that need them.</summary>
internal static class Elevation
{
    // sudo drops most of the environment; these are what the server reads, and what its runtime does.
    private static readonly string Kept = "--preserve-env="
        + string.Join(',', SettingCatalog.All.SelectMany(setting => setting.Variables).Concat(["OTEL_SERVICE_NAME", "OTEL_EXPORTER_OTLP_PROTOCOL", "DOTNET_ROOT"]));

    /// <summary>What to put in front of a command; empty for root.</summary>
    /// <param name="purpose">Why, for the question: <c>to ...</c>.</param>
    /// <param name="mayAsk">Whether a person may be asked, if there is a terminal.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="WarrenException">There is no sudo, or the person said no.</exception>
    public static async Task<IReadOnlyList<string>> PrefixAsync(string purpose, bool mayAsk, CancellationToken cancellationToken)
    {
        if (FileOwner.Current == 0)
            return [];
        if (!File.Exists("/usr/bin/sudo"))
            throw new WarrenException(ErrorCode.Forbidden, $"Root rights are needed {purpose}, and there is no sudo here: run this as root.");
        if (mayAsk && !Console.IsInputRedirected && !Console.IsErrorRedirected)
        {
            await Console.Error.WriteAsync($"Root rights are needed {purpose}. Use sudo? [Y/n] ");
            var answer = await Console.In.ReadLineAsync(cancellationToken);
            if (answer is null || answer.Trim().StartsWith("n", StringComparison.OrdinalIgnoreCase))
                throw new WarrenException(ErrorCode.Forbidden, "Nothing was done.");
            return ["/usr/bin/sudo", Kept, "--"];
        }
        return ["/usr/bin/sudo", "--non-interactive", Kept, "--"];
    }

    /// <summary>Runs one command as root.</summary>
    public static async Task RunAsync(string program, IEnumerable<string> arguments, bool mayAsk, CancellationToken cancellationToken)
    {
        var prefix = await PrefixAsync("to stop the server", mayAsk, cancellationToken);
        string[] command = [.. prefix, program, .. arguments];
        using var process = Process.Start(command[0], command.Skip(1));
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new WarrenException(ErrorCode.Forbidden, $"`{program}` by sudo failed.");
    }
}
