using System.CommandLine;
using Warren.Api;
using Warren.Cli.Files;

namespace Warren.Cli.Commands;

/// <summary><c>sandbox cp</c>.</summary>
internal static class CopyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var from = new Argument<string>("SOURCE") { Description = "PATH, SANDBOX:PATH, or - for a tar archive on standard input", CompletionSources = { context => SandboxArgument.Complete(context, ":") } };
        var to = new Argument<string>("TARGET") { Description = "SANDBOX:PATH, PATH, or - for a tar archive on standard output", CompletionSources = { context => SandboxArgument.Complete(context, ":") } };
        var command = new ExplainedCommand("cp", "Copy files and folders between this machine and a sandbox",
            "warren sandbox cp data.csv box:/workspace/", "warren sandbox cp box:results ./results",
            "warren sandbox cp src/. box:/workspace/src", "tar c src | warren sandbox cp - box:/workspace")
        {
            from, to,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (source, target) = (Place.Parse(parsed.GetValue(from)!), Place.Parse(parsed.GetValue(to)!));
            if (source.Sandbox is null == target.Sandbox is null)
                throw new WarrenException(ErrorCode.InvalidRequest, source.Sandbox is null
                    ? "Neither path is in a sandbox; write one of them as SANDBOX:PATH."
                    : "One of the paths has to be on this machine; copy in two steps, or by a pipe: `warren sandbox cp A:PATH - | warren sandbox cp - B:PATH`.");
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var copier = new Copier(client.Files);
            await (target.Sandbox is { } box
                ? copier.UploadAsync(source, box, target, cancellationToken)
                : copier.DownloadAsync(source.Sandbox!, source, target, cancellationToken));
            return 0;
        });
        return command;
    }
}
