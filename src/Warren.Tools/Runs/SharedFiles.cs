using System.Text.Json.Nodes;
using Warren.Api.Tools;
using Warren.Tools.Artifacts;

namespace Warren.Tools.Runs;

/// <summary>What the runs of a session that share their files have left: of each name the latest.</summary>
internal sealed class SharedFiles(IToolRunStore store, ArtifactStore artifacts)
{
    private const int PageLength = 200;

    /// <summary>The files that a run finds.</summary>
    public async Task<IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)>> ReadAsync(ToolRunRecord run, CancellationToken cancellationToken)
    {
        var filter = new ToolRunFilter(run.Owner) { SessionId = run.Run.SessionId, State = ToolRunState.Finished };
        Dictionary<string, ReadOnlyMemory<byte>> files = [];
        ToolRunPosition? after = null;
        while (await store.ListAsync(filter, after, PageLength, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var earlier in page)
                Add(files, artifacts.Of(earlier.Run.Id));
            after = ToolRunPosition.Of(page[^1].Run);
        }
        return [.. files.Select(file => (file.Key, file.Value))];
    }

    private static void Add(Dictionary<string, ReadOnlyMemory<byte>> files, RunFolder folder)
    {
        if (JsonNode.Parse(folder.ReadRequest())?["shareFiles"]?.GetValue<bool>() != true)
            return;
        using var outputs = File.Exists(folder.Outputs) ? File.OpenHandle(folder.Outputs) : null;
        foreach (var entry in folder.ReadIndex().Outputs)
        {
            if (files.ContainsKey(entry.Name))
                continue;
            var content = new byte[entry.Length];
            RandomAccess.Read(outputs!, content, entry.Offset);
            files[entry.Name] = content;
        }
    }
}
