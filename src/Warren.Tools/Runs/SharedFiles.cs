using System.IO.Pipelines;
using System.Text.Json.Nodes;
using Warren.Api;
using Warren.Api.Tools;
using Warren.Sandboxes.Cells;
using Warren.Tools.Artifacts;

namespace Warren.Tools.Runs;

/// <summary>What the runs of a session that share their files have left: of each name the latest.</summary>
internal sealed class SharedFiles(IToolRunStore store, ArtifactStore artifacts)
{
    private const int PageLength = 200;

    /// <summary>The files that a run finds beside those that it is given.</summary>
    public async Task<IReadOnlyCollection<PlaceFile>> ListAsync(ToolRunRecord run, IEnumerable<PlaceFile> given, CancellationToken cancellationToken)
    {
        var filter = new ToolRunFilter(run.Owner) { SessionId = run.Run.SessionId, State = ToolRunState.Finished };
        Dictionary<string, PlaceFile> files = [];
        ToolRunPosition? after = null;
        while (await store.ListAsync(filter, after, PageLength, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var earlier in page)
                Add(files, artifacts.Of(earlier.Run.Id));
            after = ToolRunPosition.Of(page[^1].Run);
        }
        foreach (var file in given)
            files.Remove(file.Path.Text!);
        return files.Values;
    }

    private static void Add(Dictionary<string, PlaceFile> files, RunFolder folder)
    {
        if (JsonNode.Parse(folder.ReadRequest())?["shareFiles"]?.GetValue<bool>() != true)
            return;
        foreach (var entry in folder.ReadIndex().Outputs)
            files.TryAdd(ToolPlan.InWorkspace(entry.Name), new(new(ToolPlan.InWorkspace(entry.Name)), entry.Length, () => Open(folder.Outputs, entry)));
    }

    private static PipeReader Open(string outputs, ArtifactEntry entry)
    {
        try
        {
            return PipeReader.Create(new SliceStream(File.OpenHandle(outputs), entry.Offset, entry.Length, ownsFile: true));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new WarrenException(ErrorCode.Conflict, $"The run that left {entry.Name} was deleted meanwhile; run it again.", gone);
        }
    }
}
