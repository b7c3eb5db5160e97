using System.CommandLine;
using Warren.Api;
using Warren.Cli.Files;

namespace Warren.Cli.Commands;

/// <summary><c>sandbox cp</c> and <c>session cp</c>.</summary>
internal static class CopyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(PlaceKind kind)
    {
        var (it, name, there) = ($"warren {kind.Noun} cp", kind.Example, kind.Heading + ":PATH");
        var from = new Argument<string>("SOURCE") { Description = $"PATH, {there}, or - for a tar archive on standard input", CompletionSources = { context => kind.Complete(context, ":") } };
        var to = new Argument<string>("TARGET") { Description = $"{there}, PATH, or - for a tar archive on standard output", CompletionSources = { context => kind.Complete(context, ":") } };
        var command = new ExplainedCommand("cp", $"Copy files and folders between this machine and a {kind.Noun}",
            $"{it} data.csv {name}:/workspace/", $"{it} {name}:results ./results", $"{it} src/. {name}:/workspace/src", $"tar c src | {it} - {name}:/workspace")
        {
            from, to,
        };
        kind.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (source, target) = (Place.Parse(parsed.GetValue(from)!), Place.Parse(parsed.GetValue(to)!));
            if (source.Sandbox is null == target.Sandbox is null)
                throw new WarrenException(ErrorCode.InvalidRequest, source.Sandbox is null
                    ? $"Neither path is in a {kind.Noun}; write one of them as {there}."
                    : $"One of the paths has to be on this machine; copy in two steps, or by a pipe: `{it} A:PATH - | {it} - B:PATH`.");
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var copier = new Copier(kind.Calls(client).Files);
            var place = await kind.FindAsync(client, parsed, (source.Sandbox ?? target.Sandbox)!, cancellationToken);
            await (target.Sandbox is null
                ? copier.DownloadAsync(place, source, target, cancellationToken)
                : copier.UploadAsync(source, place, target, cancellationToken));
            return 0;
        });
        return command;
    }
}
