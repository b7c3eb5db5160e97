using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Warren.Api;
using Warren.Api.Local;
using Warren.Cli.Hosting;
using Warren.Cli.Output;

namespace Warren.Cli.Commands;

/// <summary><c>db</c>: the schema of the database, which the server's program sees to without serving.</summary>
internal static class DbCommands
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new GroupCommand("db", "Look at the database's schema, bring it up to date, or go back") { Status(), Migrate(), Rollback() };

    private static ExplainedCommand Status()
    {
        var command = new ExplainedCommand("status", "Show the steps of the schema, and which of them the database has", "warren db status", "DATABASE_URL=postgresql://warren@db/warren warren db status -o json");
        command.SetAction(async (parsed, cancellationToken) => Write(await RunAsync(parsed, ["--db-action", "status"], cancellationToken), parsed.Format()));
        return command;
    }

    private static ExplainedCommand Migrate()
    {
        var command = new ExplainedCommand("migrate", "Bring the schema up to date, as each start of the server does", "warren db migrate");
        command.SetAction(async (parsed, cancellationToken) => Write(await RunAsync(parsed, ["--db-action", "migrate"], cancellationToken), parsed.Format()));
        return command;
    }

    private static ExplainedCommand Rollback()
    {
        var to = new Option<int?>("--to") { Description = "Number of the last step that stays, 0 for none; default all but the newest", HelpName = "NUMBER", CustomParser = Parsers.Count };
        var command = new ExplainedCommand("rollback", "Undo the newest steps of the schema, for an older version of Warren; with --yes only, since it may lose something",
            "warren db rollback --to 2", "warren db rollback --to 2 --yes")
        {
            to,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var before = await RunAsync(parsed, ["--db-action", "status"], cancellationToken);
            var undone = Undone(before, parsed.GetValue(to));
            if (undone.Count == 0)
                throw new WarrenException(ErrorCode.InvalidState, "The database has no step behind that one; `warren db status` shows them.");
            if (!parsed.GetValue(CommonOptions.Yes))
                throw new WarrenException(ErrorCode.InvalidRequest, $"{string.Join(" ", undone.Select(Explain))} Keep a backup, and repeat the command with --yes.");
            var last = undone.Min(step => step.Number) - 1;
            return Write(await RunAsync(parsed, ["--db-action", "rollback", "--db-to", last.ToString(CultureInfo.InvariantCulture)], cancellationToken), parsed.Format());
        });
        return command;
    }

    private static List<DatabaseMigration> Undone(DatabaseStatus status, int? to)
    {
        var applied = status.Migrations.Where(step => step.Applied).OrderByDescending(step => step.Number).ToList();
        return to is null ? [.. applied.Take(1)] : [.. applied.Where(step => step.Number > to)];
    }

    private static string Explain(DatabaseMigration step) =>
        step.Loses is { } loses ? $"Undoing {step.Name} loses: {loses}." : $"Undoing {step.Name} loses nothing that is kept.";

    private static async Task<DatabaseStatus> RunAsync(ParseResult parsed, string[] options, CancellationToken cancellationToken)
    {
        var prefix = await Elevation.PrefixAsync("to see to the database as the server does", !parsed.GetValue(CommonOptions.Yes), cancellationToken);
        string[] command = [.. prefix, Installation.Server, .. parsed.Server().Arguments(options)];
        var start = new ProcessStartInfo(command[0], command.AsSpan(1).ToArray()) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new WarrenException(ErrorCode.Internal, "The server's program cannot be started.");
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize(output, WarrenJson.Wire.DatabaseStatus)!
            : throw new WarrenException(CodeOf(process.ExitCode), (await errors).Trim());
    }

    // The server's program ends with the exit code of what it met; this command ends with the same.
    private static ErrorCode CodeOf(int exitCode) =>
        Enum.GetValues<ErrorCode>().Where(code => ErrorCodes.ExitCode(code) == exitCode).FirstOrDefault(ErrorCode.Internal);

    private static int Write(DatabaseStatus status, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json:
                JsonOutput.Write(status, WarrenJson.Wire.DatabaseStatus);
                break;
            case OutputFormat.Id or OutputFormat.Name:
                foreach (var step in status.Migrations)
                    Console.WriteLine(step.Name);
                break;
            default:
                Console.WriteLine($"Database: {status.Database} ({status.Kind})");
                var table = new Table("STEP", "STATE", "SINCE");
                foreach (var step in status.Migrations)
                    table.Add(step.Name, State(step), step.AppliedAt is { } at ? at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "");
                table.Write();
                break;
        }
        return 0;
    }

    private static Cell State(DatabaseMigration step) => step switch
    {
        { Newer: true } => new("of a newer version", Tone.Bad),
        { Applied: true } => new("there", Tone.Good),
        _ => new("missing", Tone.Waiting),
    };
}
