using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Warren.Api;
using Warren.Cli.Hosting;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary><c>doctor</c>: whether the host has what Warren needs, with a server or without.</summary>
internal static class DoctorCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("doctor", "Check the host for what Warren needs, and say how to put it right; exit code 69 when something required is missing");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var checks = await CheckAsync(parsed, cancellationToken);
            if (parsed.Format() == OutputFormat.Json)
                JsonOutput.Write(new Page<HostCheck> { Items = checks }, WarrenJson.Wire.PageHostCheck);
            else
                Write(checks);
            return checks.All(check => check.Passed || !check.Required) ? 0 : ErrorCodes.ExitCode(ErrorCode.EngineUnavailable);
        });
        return command;
    }

    private static async Task<IReadOnlyList<HostCheck>> CheckAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var server = parsed.Server();
        if (server.Find() is null)
            return await CheckAloneAsync(server, !parsed.GetValue(CommonOptions.Yes), cancellationToken);
        using var client = await server.ConnectAsync(cancellationToken);
        return await client.CheckHostAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<HostCheck>> CheckAloneAsync(ServerProcess server, bool mayAsk, CancellationToken cancellationToken)
    {
        var prefix = await Elevation.PrefixAsync("to check the host as the server sees it", mayAsk, cancellationToken);
        string[] command = [.. prefix, Installation.Server, .. server.Arguments(["--check-host", "true"])];
        var start = new ProcessStartInfo(command[0], command.AsSpan(1).ToArray()) { RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new WarrenException(ErrorCode.Internal, "The server's program cannot be started.");
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize(output, WarrenJson.Wire.PageHostCheck)!.Items
            : throw new WarrenException(ErrorCode.EngineUnavailable, "The host could not be checked; the lines above say why.");
    }

    private static void Write(IReadOnlyList<HostCheck> checks)
    {
        foreach (var check in checks)
        {
            Console.WriteLine($"{(check.Passed ? "ok" : check.Required ? "MISSING" : "optional"),-8}  {check.Name}: {check.Found}");
            if (!check.Passed && check.Fix is { } fix)
                Console.WriteLine($"          -> {fix}");
        }
        var missing = checks.Count(check => check is { Passed: false, Required: true });
        Console.WriteLine(missing > 0
            ? $"Sandboxes cannot run here: {missing} of {checks.Count(check => check.Required)} required things {(missing == 1 ? "is" : "are")} missing."
            : "Sandboxes can run here." + (checks.All(check => check.Passed) ? "" : " What is marked optional is not needed for that."));
    }
}
