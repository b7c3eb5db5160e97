using System.CommandLine;
using System.Text;
using Warren.Api;
using Warren.Api.Files;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary><c>files</c> of sandboxes and sessions, with what is below it. A path that is not absolute begins at the sandbox's workdir.</summary>
internal sealed class FilesCommands(PlaceKind kind)
{
    private const int Piece = 128 * 1024;

    /// <summary>Makes the command.</summary>
    public static Command Create(PlaceKind kind)
    {
        var files = new FilesCommands(kind);
        return new GroupCommand("files", $"Read, write and watch files in a {kind.Noun}")
        {
            files.List(), files.Stat(), files.Cat(), files.Write(), files.MakeFolder(), files.Move(), files.Remove(), files.Search(), files.Watch(),
        };
    }

    private Command List()
    {
        var path = new Argument<string>("PATH") { Description = "The folder; default the workdir", DefaultValueFactory = _ => "." };
        var depth = new Option<int?>("--depth") { Description = "How many levels; default 1", HelpName = "LEVELS", CustomParser = Parsers.Count };
        return Make("ls", "List a folder", [path], [depth], async (files, place, parsed, cancellationToken) =>
        {
            List<FileEntry> entries = [];
            await foreach (var entry in files.ListAsync(place, parsed.GetValue(path)!, parsed.GetValue(depth) ?? 1, user: null, cancellationToken))
                entries.Add(entry);
            var isDeep = parsed.GetValue(depth) > 1;
            new Listing<FileEntry>
            {
                Items = entries,
                Json = WarrenJson.Wire.PageFileEntry,
                Id = entry => Screen.IsTerminal ? Screen.Printable(entry.Path) : entry.Path,
                Headings = ["MODE", "USER", "SIZE", "MODIFIED", "NAME"],
                Row = entry => Row(entry, isDeep ? entry.Path : entry.Name),
            }.Write(parsed.Format());
        });
    }

    private static Cell[] Row(FileEntry entry, string name) =>
    [
        Letter(entry.Type) + entry.Mode[^Math.Min(4, entry.Mode.Length)..],
        entry.User ?? $"{entry.Uid}",
        entry.Type == FileType.File ? Sizes.Format(entry.Size) : "-",
        entry.ModifiedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture),
        name + (entry.Type == FileType.Folder ? "/" : entry.Target is { } target ? $" -> {target}" : ""),
    ];

    private Command Stat()
    {
        var path = PathArgument();
        return Make("stat", "Show what is known of a file", [path], [], async (files, place, parsed, cancellationToken) =>
        {
            var entry = await files.StatAsync(place, parsed.GetValue(path)!, follow: false, user: null, cancellationToken);
            if (parsed.Format() == OutputFormat.Json)
            {
                JsonOutput.Write(entry, WarrenJson.Wire.FileEntry);
                return;
            }
            Line("Path", entry.Path + (entry.Target is { } target ? $" -> {target}" : ""));
            Line("Type", entry.Type.ToString().ToLowerInvariant());
            Line("Size", $"{entry.Size} bytes");
            Line("Mode", entry.Mode);
            Line("Owner", $"{entry.User ?? "-"} ({entry.Uid}:{entry.Gid})");
            Line("Modified", FeedCommands.Stamp(entry.ModifiedAt));
        });
    }

    private Command Cat()
    {
        var path = PathArgument();
        return Make("cat", "Print a file, byte for byte", [path], [], async (files, place, parsed, cancellationToken) =>
        {
            using var file = await files.ReadAsync(place, parsed.GetValue(path)!, range: null, user: null, cancellationToken);
            await file.Content.CopyToAsync(StandardStream.Output, Piece, cancellationToken);
        });
    }

    private Command Write()
    {
        var path = PathArgument();
        var mode = new Option<string?>("--mode") { Description = "Its permissions in octal; default 0644", HelpName = "MODE" };
        return Make("write", "Write standard input into a file: all of it or nothing", [path], [mode], async (files, place, parsed, cancellationToken) =>
            await files.WriteAsync(place, parsed.GetValue(path)!, StandardStream.Input, new() { Mode = parsed.GetValue(mode) }, cancellationToken));
    }

    private Command MakeFolder()
    {
        var path = PathArgument();
        return Make("mkdir", "Make a folder, and those on the way to it", [path], [], async (files, place, parsed, cancellationToken) =>
            await files.MakeFolderAsync(place, new() { Path = parsed.GetValue(path)! }, cancellationToken));
    }

    private Command Move()
    {
        var from = new Argument<string>("FROM") { Description = "What is moved" };
        var to = new Argument<string>("TO") { Description = "Its new path" };
        var force = new Option<bool>("--force", "-f") { Description = "Replace a file that is there" };
        return Make("mv", "Move or rename a file or folder", [from, to], [force], async (files, place, parsed, cancellationToken) =>
            await files.MoveAsync(place, new() { From = parsed.GetValue(from)!, To = parsed.GetValue(to)!, Overwrite = parsed.GetValue(force) }, cancellationToken));
    }

    private Command Remove()
    {
        var path = PathArgument();
        var recursive = new Option<bool>("--recursive", "-r") { Description = "A folder with all that is in it" };
        return Make("rm", "Remove a file or folder", [path], [recursive], (files, place, parsed, cancellationToken) =>
            files.DeleteAsync(place, parsed.GetValue(path)!, parsed.GetValue(recursive), user: null, cancellationToken));
    }

    private Command Search()
    {
        var pattern = new Argument<string>("PATTERN") { Description = "The text to look for" };
        var path = new Argument<string?>("PATH") { Description = "Where; default the workdir", Arity = ArgumentArity.ZeroOrOne };
        var regex = new Option<bool>("--regex", "-E") { Description = "The pattern is a regular expression" };
        var ignoreCase = new Option<bool>("--ignore-case", "-i") { Description = "Upper and lower case are the same" };
        var include = new Option<string[]>("--include") { Description = "Only files that this glob matches; may be repeated", HelpName = "GLOB" };
        return Make("search", "Find lines of files that hold a text", [pattern, path], [regex, ignoreCase, include], async (files, place, parsed, cancellationToken) =>
        {
            var found = await files.SearchAsync(place, new()
            {
                Pattern = parsed.GetValue(pattern)!,
                Path = parsed.GetValue(path),
                Regex = parsed.GetValue(regex),
                IgnoreCase = parsed.GetValue(ignoreCase),
                Include = parsed.GetValue(include) is { Length: > 0 } globs ? globs : null,
            }, cancellationToken);
            if (parsed.Format() == OutputFormat.Json)
                JsonOutput.Write(found, WarrenJson.Wire.FileSearchResult);
            else
                foreach (var match in found.Matches)
                    Print($"{match.Path}:{match.Line}:{match.Text}");
            if (found.Truncated)
                Screen.Notice("there are more; only the first are shown.");
        });
    }

    private Command Watch()
    {
        var path = new Argument<string>("PATH") { Description = "Folder or file; default the workdir", DefaultValueFactory = _ => "." };
        var recursive = new Option<bool>("--recursive", "-r") { Description = "Folders below too" };
        return Make("watch", "Tell of changes, until Ctrl+C", [path], [recursive], async (files, place, parsed, cancellationToken) =>
        {
            var watch = await files.WatchAsync(place, new() { Path = parsed.GetValue(path)!, Recursive = parsed.GetValue(recursive) }, cancellationToken);
            try
            {
                await foreach (var change in files.ReadWatchAsync(place, watch.Id, 0, cancellationToken))
                    if (parsed.Format() == OutputFormat.Json)
                        JsonOutput.Write(change, WarrenJson.Wire.FileEvent);
                    else
                        Print($"{change.Type.ToString().ToLowerInvariant(),-10} {(change.From is { } from ? $"{from} -> " : "")}{change.Path}{(change.IsFolder ? "/" : "")}");
            }
            finally
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), TimeProvider.System);
                await files.DeleteWatchAsync(place, watch.Id, limit.Token);
            }
        });
    }

    private static Argument<string> PathArgument() => new("PATH") { Description = "Its path; default from the workdir on" };

    private Command Make(
        string name, string description, Argument[] arguments, Option[] options,
        Func<FileClient, string, ParseResult, CancellationToken, Task> action)
    {
        var one = kind.One();
        var command = new Command(name, description) { one };
        foreach (var argument in arguments)
            command.Arguments.Add(argument);
        foreach (var option in options)
            command.Options.Add(option);
        kind.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            await action(kind.Calls(client).Files, await kind.FindAsync(client, parsed, parsed.GetValue(one)!, cancellationToken), parsed, cancellationToken);
            return 0;
        });
        return command;
    }

    private static string Letter(FileType type) => type switch
    {
        FileType.Folder => "d",
        FileType.Link => "l",
        FileType.Pipe => "p",
        FileType.Socket => "s",
        FileType.Device => "c",
        _ => "-",
    };

    private static void Line(string name, string value) => Print($"{name + ":",-11}{value}");

    // Names and texts are the sandbox's: nothing of them is for the terminal to obey.
    private static void Print(string line) =>
        StandardStream.Output.Write(Encoding.UTF8.GetBytes((Screen.IsTerminal ? Screen.Printable(line) : line) + "\n"));
}
