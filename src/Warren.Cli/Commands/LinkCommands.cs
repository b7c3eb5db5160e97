using System.CommandLine;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Cli.Output;

namespace Warren.Cli.Commands;

/// <summary><c>sandbox link</c> and <c>open</c>.</summary>
internal static class LinkCommands
{
    /// <summary>A link to a file or a port of a sandbox.</summary>
    public static Command Link()
    {
        var sandbox = PlaceKind.Sandbox.One();
        var target = new Argument<string>("TARGET") { Description = "A file's path, or :PORT and a path behind it, such as :8000/index.html" };
        var method = new Option<string?>("--method") { Description = "The one method it allows; default GET", HelpName = "METHOD", CompletionSources = { "GET", "PUT" } };
        var expires = new Option<int?>("--expires") { Description = "Seconds that it works, at most a day; default an hour", HelpName = "SECONDS", CustomParser = Parsers.Count };
        var command = new ExplainedCommand("link", "Make a link to a file or a port that works without credentials, for a time",
            "warren sandbox link box /workspace/report.pdf", "warren sandbox link box :8000/ --expires 600")
        {
            sandbox, target, method, expires,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = ReadTarget(parsed.GetValue(target)!) with { Method = parsed.GetValue(method), ExpiresInSeconds = parsed.GetValue(expires) };
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var link = await client.Ports.CreateLinkAsync(parsed.GetValue(sandbox)!, request, cancellationToken);
            if (parsed.Format() == OutputFormat.Json)
                JsonOutput.Write(link, WarrenJson.Wire.Link);
            else
                Console.WriteLine(link.Url);
            return 0;
        });
        return command;
    }

    /// <summary>Signs a browser in.</summary>
    public static Command Open()
    {
        var command = new Command("open", "Print a link that signs a browser in, once and within a minute; on a desktop open it too");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var link = await client.CreateLoginLinkAsync(cancellationToken);
            if (parsed.Format() == OutputFormat.Json)
                JsonOutput.Write(link, WarrenJson.Wire.Link);
            else
                Console.WriteLine(link.Url);
            DesktopBrowser.TryOpen(link.Url);
            return 0;
        });
        return command;
    }

    private static LinkRequest ReadTarget(string target) =>
        target.StartsWith(':')
            ? new() { Path = "/ports/" + (target.Contains('/', StringComparison.Ordinal) ? target[1..] : target[1..] + "/") }
            : new() { Path = "/files", Query = new Dictionary<string, string> { ["path"] = target } };
}
