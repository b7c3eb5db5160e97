using System.Text;
using Warren.Api;
using Warren.Api.Tools;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Tools;

/// <summary>Runs a tool as if its program ran here: its output, its exit code.</summary>
/// <param name="tools">The tools.</param>
/// <param name="format">As a table: what it writes; else only what came of it, at the end.</param>
/// <param name="folder">Where the files go that it wrote; null leaves them to the server.</param>
internal sealed class ToolRunner(ToolClient tools, OutputFormat format, ArtifactFolder? folder)
{
    private const int TimedOut = 124; // As timeout(1) has it.

    /// <summary>Follows a run to its end; cancelling ends it.</summary>
    /// <returns>The program's exit code.</returns>
    public async Task<int> FollowAsync(IAsyncEnumerable<ToolMessage> run, CancellationToken cancellationToken)
    {
        var result = await CopyAsync(run, cancellationToken);
        if (format == OutputFormat.Json)
            JsonOutput.Write(result, WarrenJson.Wire.ToolResult);
        else if (format != OutputFormat.Table)
            StandardStream.Output.Write(Encoding.UTF8.GetBytes(result.Id + "\n"));
        if (folder is not null)
            await SaveAsync(folder, result, cancellationToken);
        if (format == OutputFormat.Table)
            Report(result);
        return result.TimedOut ? TimedOut : result.ExitCode;
    }

    private async Task<ToolResult> CopyAsync(IAsyncEnumerable<ToolMessage> run, CancellationToken cancellationToken)
    {
        await foreach (var message in run.WithCancellation(cancellationToken))
            switch (message)
            {
                case ToolMessage.Output output when format == OutputFormat.Table:
                    await (output.IsError ? StandardStream.Error : StandardStream.Output).WriteAsync(output.Bytes, cancellationToken);
                    break;
                case ToolMessage.Dropped dropped when format == OutputFormat.Table:
                    await Console.Error.WriteLineAsync($"warren: {dropped.Bytes} bytes of {dropped.Stream} are missing here: they could not be kept.");
                    break;
                case ToolMessage.Finished finished:
                    return finished.Value;
            }
        throw new WarrenException(ErrorCode.SandboxFailed, "The stream ended without a result: the server or the sandbox has gone.");
    }

    // What went to the terminal already is left out.
    private async Task SaveAsync(ArtifactFolder target, ToolResult result, CancellationToken cancellationToken)
    {
        List<ToolArtifact> files = [];
        await foreach (var artifact in tools.Artifacts.ListAsync(result.Id, cancellationToken))
            if (artifact is { Kind: ToolArtifactKind.Output, Name: not ("stdout" or "stderr") })
                files.Add(artifact);
        await target.SaveAsync(tools.Artifacts, result.SessionId, result.Id, files, cancellationToken);
    }

    private void Report(ToolResult result)
    {
        if (result.TimedOut)
            Screen.Notice("the program was killed because its time was up; --timeout gives it more.");
        else if (result.OomKilled)
            Screen.Notice("the program was killed because its memory was used up; --memory gives it more.");
        foreach (var (name, reason) in result.Artifacts.Skipped ?? new Dictionary<string, string>())
            Screen.Notice($"{Screen.Printable(name)} was not kept: {Screen.Printable(reason)}");
        if (folder is null && result.Artifacts.Outputs.Count(output => output.Key is not ("stdout" or "stderr")) is > 0 and var count)
            Screen.Notice($"it wrote {count} {(count == 1 ? "file" : "files")}; `warren tool artifacts {result.Id}` shows {(count == 1 ? "it" : "them")}.");
    }
}
