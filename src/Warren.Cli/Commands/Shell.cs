using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Cli.Output;
using Warren.Cli.Terminals;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary>Joins our terminal with one in a sandbox or session.</summary>
/// <param name="kind">Which of the two.</param>
/// <param name="terminals">Its terminals.</param>
/// <param name="place">Its id or name.</param>
/// <param name="keys">Keys that leave the terminal.</param>
internal sealed class Shell(PlaceKind kind, TerminalClient terminals, string place, string keys)
{
    private const int Unknown = 255; // As ssh(1) has it.

    /// <summary>Makes a terminal of our own terminal's size and joins it.</summary>
    /// <returns>The program's exit code; 0 where it was left.</returns>
    public async Task<int> RunAsync(TerminalRequest request, CancellationToken cancellationToken)
    {
        TerminalRunner.Require(kind.Noun, "shell");
        var (columns, rows) = TerminalDevice.ReadSize();
        if (columns > 0)
            request = request with { Columns = columns, Rows = rows };
        if (request.Env?.ContainsKey("TERM") != true && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } term)
            request = request with { Env = new Dictionary<string, string>(request.Env ?? new Dictionary<string, string>()) { ["TERM"] = term } };
        var made = await terminals.CreateAsync(place, request, cancellationToken);
        return await AttachAsync(made.Id, cancellationToken);
    }

    /// <summary>Joins one that is there.</summary>
    /// <returns>The program's exit code; 0 where it was left.</returns>
    public async Task<int> AttachAsync(string terminal, CancellationToken cancellationToken)
    {
        TerminalRunner.Require(kind.Noun, "shell --attach");
        using var session = terminals.Attach(place, terminal, offset: null);
        var again = $"`warren {kind.Noun} shell {place} --attach {terminal}`";
        TerminalEvent.Exit? exit;
        try
        {
            exit = await new TerminalRunner(session, DetachKeys.Parse(keys)).RunAsync(cancellationToken);
        }
        catch (WarrenException failure) when (failure.Code == ErrorCode.EngineUnavailable)
        {
            throw new WarrenException(failure.Code, $"{failure.Message} {again} goes on with the terminal.", failure);
        }
        if (exit is null)
        {
            Screen.Notice($"left; the terminal runs on: {again}");
            return 0;
        }
        return exit.ExitCode ?? Unknown;
    }
}
