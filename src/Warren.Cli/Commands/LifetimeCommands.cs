using System.CommandLine;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Cli.Output;

namespace Warren.Cli.Commands;

/// <summary><c>sandbox update</c> and <c>sandbox renew</c>.</summary>
internal static class LifetimeCommands
{
    /// <summary>Changes limits, lifetime or labels.</summary>
    public static Command Update()
    {
        var sandbox = PlaceKind.Sandbox.One();
        var spec = new SpecOptions(forChange: true);
        var lifetime = new LifetimeOptions();
        var label = new Option<string[]>("--label") { Description = "Labels KEY=VALUE, in place of all that it has; may be repeated", HelpName = "KEY=VALUE" };
        var command = new ExplainedCommand("update", "Change a sandbox while it is: limits, lifetime, labels",
            "warren sandbox update box --memory 1g --cpu 2", "warren sandbox update box --idle-timeout 600 --on-timeout pause")
        {
            sandbox, label,
        };
        spec.AddTo(command);
        lifetime.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asked = spec.Read(parsed);
            var patch = new SandboxPatch
            {
                Cpu = asked.Cpu,
                Memory = asked.Memory,
                Disk = asked.Disk,
                Pids = asked.Pids,
                Network = asked.Network,
                Lifetime = lifetime.Read(parsed),
                Labels = Pairs.Parse("--label", parsed.GetValue(label)),
            };
            if (patch == new SandboxPatch())
                throw new WarrenException(ErrorCode.InvalidRequest, "Nothing is to be changed; give at least one of the options that --help shows.");
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var changed = await client.Sandboxes.UpdateAsync(parsed.GetValue(sandbox)!, patch, cancellationToken);
            if (parsed.Format() == OutputFormat.Json)
                JsonOutput.Write(changed, WarrenJson.Wire.SandboxSnapshot);
            return 0;
        });
        return command;
    }

    /// <summary>Gives more time.</summary>
    public static Command Renew()
    {
        var several = PlaceKind.Sandbox.Several();
        var timeout = new Option<double?>("--timeout") { Description = "Seconds from now; default what its lifetime says", HelpName = "SECONDS", CustomParser = Parsers.Number };
        var command = new Command("renew", "Give sandboxes more time before their lifetime ends") { several, timeout };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            foreach (var sandbox in parsed.GetValue(several)!)
            {
                var renewed = await client.Sandboxes.RenewAsync(sandbox, parsed.GetValue(timeout), cancellationToken);
                if (parsed.Format() == OutputFormat.Json)
                    JsonOutput.Write(renewed, WarrenJson.Wire.SandboxSnapshot);
                else if (renewed.ExpiresAt is { } until && !Screen.IsQuiet)
                    Console.WriteLine($"{sandbox} has time until {FeedCommands.Stamp(until)}");
            }
            return 0;
        });
        return command;
    }
}
