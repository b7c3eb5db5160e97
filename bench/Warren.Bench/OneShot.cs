using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Warren.Api;
using Warren.Api.Tools;

namespace Warren.Bench;

/// <summary>The one-shot run that is measured: <c>print(6*7)</c> in Python by the tool <c>code_execution</c>, over HTTP, and what has to come of it.</summary>
/// <param name="server">Where.</param>
/// <param name="placement">In a sandbox no one used before, or in a cell.</param>
internal sealed class OneShot(BenchServer server, ToolPlacement placement)
{
    /// <summary>The same as a program.</summary>
    public static string[] Program { get; } = ["/usr/bin/python3", "-c", Code];

    /// <summary>What it writes.</summary>
    public const string Expected = "42\n";

    /// <summary>The label of all runs.</summary>
    public const string Session = "bench";

    private const string Code = "print(6*7)";
    private const int VerifiedAtOnce = 4, WarmUp = 100;
    private readonly List<ToolResult> _results = [];

    private readonly JsonObject _request = new()
    {
        ["tool"] = "code_execution",
        ["sessionId"] = Session,
        ["language"] = "python",
        ["code"] = Code,
        ["placement"] = placement == ToolPlacement.Cell ? "cell" : "sandbox",
    };

    /// <summary>Runs it once; gives the milliseconds from the call to its parsed answer, which is checked.</summary>
    public async Task<double> CallAsync(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await server.Client.Tools.ExecuteAsync(_request, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (result is not { ExitCode: 0, Stdout: Expected, Stderr: "" } || !result.Artifacts.Outputs.ContainsKey("stdout") || result.Artifacts.Inputs.Count != 1)
            throw new InvalidOperationException($"A run ended with {result.ExitCode}, '{result.Stdout}', '{result.Stderr}' and {result.Artifacts.Outputs.Count} outputs.");
        lock (_results)
            _results.Add(result);
        return elapsed;
    }

    /// <summary>Runs that are not measured, in rows: both ends are compiled in them, and the pool learns how many are wanted at a time.</summary>
    public async Task WarmUpAsync(int atOnce, CancellationToken cancellationToken)
    {
        for (var run = 0; run < WarmUp; run += atOnce)
            await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => CallAsync(cancellationToken)));
        await VerifyAsync(cancellationToken);
    }

    /// <summary>Whether the server can do it at all; else why not.</summary>
    public async Task<string?> FindHindranceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(cancellationToken);
            return null;
        }
        catch (WarrenException refused) when (refused.Code is ErrorCode.CapabilityMissing or ErrorCode.InvalidRequest)
        {
            return refused.Message;
        }
    }

    /// <summary>Reads the artifacts of all runs since, which are no part of what is measured, and deletes them.</summary>
    /// <exception cref="InvalidOperationException">One is missing, or is not what was written.</exception>
    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(_results, new ParallelOptions { MaxDegreeOfParallelism = VerifiedAtOnce, CancellationToken = cancellationToken }, VerifyAsync);
        if (_results.Select(result => result.Id).Distinct().Count() != _results.Count)
            throw new InvalidOperationException("Two runs have one id.");
        var deleted = await server.Client.Tools.DeleteRunsAsync(Session, cancellationToken);
        if (deleted != _results.Count)
            throw new InvalidOperationException($"{deleted} runs of {_results.Count} were there to be deleted.");
        _results.Clear();
    }

    private async ValueTask VerifyAsync(ToolResult result, CancellationToken cancellationToken)
    {
        var artifacts = server.Client.Tools.Artifacts;
        Dictionary<(ToolArtifactKind, string), string> found = [];
        await foreach (var artifact in artifacts.ListAsync(result.Id, cancellationToken))
        {
            var content = new StringBuilder();
            await foreach (var piece in artifacts.ReadAsync(result.SessionId, result.Id, artifact, cancellationToken))
                content.Append(Encoding.UTF8.GetString(piece.Span));
            found[(artifact.Kind, artifact.Name)] = content.ToString();
        }
        if (found.Count != 3 || found.GetValueOrDefault((ToolArtifactKind.Output, "stdout")) != Expected
            || found.GetValueOrDefault((ToolArtifactKind.Output, "stderr")) != "" || found.GetValueOrDefault((ToolArtifactKind.Input, "script.py")) != Code)
            throw new InvalidOperationException($"The artifacts of a run are {string.Join(", ", found)}.");
    }
}
