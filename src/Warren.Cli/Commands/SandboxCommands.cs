using System.CommandLine;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Cli.Output;

namespace Warren.Cli.Commands;

/// <summary><c>sandbox</c> with what is below it.</summary>
internal static class SandboxCommands
{
    private static readonly Argument<string> Sandbox = PlaceKind.Sandbox.One();

    /// <summary>Makes the command.</summary>
    public static Command Create() => new GroupCommand("sandbox", "Create, list and use sandboxes")
    {
        CreateCommand.Create(),
        List(),
        Get(),
        ExecCommand.Create(PlaceKind.Sandbox),
        ShellCommand.Create(PlaceKind.Sandbox),
        Delete(),
        Change("pause", "Freeze sandboxes with their memory"),
        Change("resume", "Let paused sandboxes run on"),
        Change("stop", "End everything that runs in sandboxes; their disks stay"),
        Change("start", "Start stopped sandboxes"),
        LifetimeCommands.Update(),
        LifetimeCommands.Renew(),
        CopyCommand.Create(PlaceKind.Sandbox),
        FilesCommands.Create(PlaceKind.Sandbox),
        FeedCommands.Logs(PlaceKind.Sandbox),
        FeedCommands.Events(PlaceKind.Sandbox),
        StatsCommand.Create(PlaceKind.Sandbox),
        PortForwardCommand.Create(PlaceKind.Sandbox),
        LinkCommands.Link(),
    };

    private static Command List()
    {
        var label = new Option<string[]>("--label") { Description = "Only those with this label, KEY or KEY=VALUE; may be repeated", HelpName = "LABEL" };
        var command = new Command("list", "List sandboxes, oldest first") { label };
        command.Aliases.Add("ls");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            List<SandboxSnapshot> sandboxes = [];
            await foreach (var sandbox in client.Sandboxes.ListAsync(parsed.GetValue(label) ?? [], cancellationToken))
                sandboxes.Add(sandbox);
            Listing(sandboxes).Write(parsed.Format());
            return 0;
        });
        return command;
    }

    private static Command Get()
    {
        var command = new Command("get", "Show a sandbox and what it uses") { Sandbox };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var sandbox = await client.Sandboxes.GetAsync(parsed.GetValue(Sandbox)!, cancellationToken);
            if (parsed.Format() == OutputFormat.Json)
            {
                JsonOutput.Write(sandbox, WarrenJson.Wire.SandboxSnapshot);
                return 0;
            }
            var running = sandbox.State is SandboxState.Running or SandboxState.Paused;
            SandboxDetails.Write(sandbox, running ? await client.Sandboxes.GetStatisticsAsync(sandbox.Id, cancellationToken) : null);
            return 0;
        });
        return command;
    }

    private static Command Delete()
    {
        var several = PlaceKind.Sandbox.Several();
        var command = new Command("delete", "Destroy sandboxes with everything in them") { several };
        command.Aliases.Add("rm");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            foreach (var sandbox in parsed.GetValue(several)!)
                await client.Sandboxes.DeleteAsync(sandbox, cancellationToken);
            return 0;
        });
        return command;
    }

    private static Command Change(string action, string description)
    {
        var several = PlaceKind.Sandbox.Several();
        var command = new Command(action, description) { several };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            foreach (var sandbox in parsed.GetValue(several)!)
                await client.Sandboxes.ChangeAsync(sandbox, action, cancellationToken);
            return 0;
        });
        return command;
    }

    private static Listing<SandboxSnapshot> Listing(IReadOnlyList<SandboxSnapshot> sandboxes) => new()
    {
        Items = sandboxes,
        Json = WarrenJson.Wire.PageSandboxSnapshot,
        Id = sandbox => sandbox.Id,
        Name = sandbox => sandbox.Spec.Name,
        Headings = ["ID", "NAME~", "STATE", "IMAGE~", "CPU", "MEMORY", "AGE"],
        Row = sandbox =>
        [
            sandbox.Id,
            sandbox.Spec.Name ?? "-",
            SandboxDetails.State(sandbox.State),
            sandbox.Spec.Image ?? "-",
            SandboxDetails.Number(sandbox.Spec.Cpu),
            Sizes.Format(sandbox.Spec.Memory ?? 0),
            Ages.Format(sandbox.CreatedAt),
        ],
    };
}
