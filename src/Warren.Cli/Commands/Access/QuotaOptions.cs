using System.CommandLine;
using System.Globalization;
using Warren.Api;
using Warren.Api.Access;
using Warren.Cli.Output;

namespace Warren.Cli.Commands.Access;

/// <summary>The options that set limits; <c>none</c> takes one away.</summary>
internal sealed class QuotaOptions
{
    private const string None = "none";
    private readonly Option<string?> _sandboxes = Limit("--sandboxes", "Sandboxes", "COUNT");
    private readonly Option<string?> _cpu = Limit("--cpu", "Processor cores of all of them", "CORES");
    private readonly Option<string?> _memory = Limit("--memory", "Memory of all of them, such as 8g", "SIZE");
    private readonly Option<string?> _disk = Limit("--disk", "Disk of all of them", "SIZE");
    private readonly Option<string?> _artifacts = Limit("--artifacts", "Artifacts that tools leave", "SIZE");
    private readonly Option<string?> _runTime = Limit("--run-time", "Time that the sandboxes there are have been running, added up", "SECONDS");
    private readonly Option<string?> _requests = Limit("--requests-per-minute", "Requests in each minute", "COUNT");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new[] { _sandboxes, _cpu, _memory, _disk, _artifacts, _runTime, _requests })
            command.Options.Add(option);
    }

    /// <summary>The limits that there are, with those changed that were given.</summary>
    /// <exception cref="WarrenException">One is wrong, or none was given.</exception>
    public QuotaLimits Read(ParseResult parsed, QuotaLimits before)
    {
        if (new[] { _sandboxes, _cpu, _memory, _disk, _artifacts, _runTime, _requests }.All(option => parsed.GetValue(option) is null))
            throw new WarrenException(ErrorCode.InvalidRequest, "Nothing is to be limited; give at least one of the options that --help shows.");
        return new()
        {
            Sandboxes = Read(parsed, _sandboxes, before.Sandboxes, Count),
            Cpu = Read(parsed, _cpu, before.Cpu, Number),
            Memory = Read(parsed, _memory, before.Memory, Sizes.Parse),
            Disk = Read(parsed, _disk, before.Disk, Sizes.Parse),
            Artifacts = Read(parsed, _artifacts, before.Artifacts, Sizes.Parse),
            RunTimeSeconds = Read(parsed, _runTime, before.RunTimeSeconds, Number),
            RequestsPerMinute = Read(parsed, _requests, before.RequestsPerMinute, Count),
        };
    }

    private static T? Read<T>(ParseResult parsed, Option<string?> option, T? before, Func<string, T> parse)
        where T : struct => parsed.GetValue(option) switch
        {
            null => before,
            None => null,
            var text => parse(text),
        };

    private static int Count(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        ? count : throw new WarrenException(ErrorCode.InvalidRequest, $"'{text}' is no limit; give a whole number, or none.");

    private static double Number(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        ? number : throw new WarrenException(ErrorCode.InvalidRequest, $"'{text}' is no limit; give a number, or none.");

    private static Option<string?> Limit(string name, string what, string unit) => new(name) { Description = $"{what}; none for no limit", HelpName = unit };
}
