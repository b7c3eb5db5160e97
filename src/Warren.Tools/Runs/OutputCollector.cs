using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Warren.Api;
using Warren.Api.Files;
using Warren.Sandboxes.Files;
using Warren.Tools.Artifacts;

namespace Warren.Tools.Runs;

/// <summary>
/// Copies the files that a run created or changed out of its workspace. The sandbox opens each; links lead nowhere, and what is
/// no file is not opened.
/// </summary>
internal static class OutputCollector
{
    private const int Depth = 64, AtOnce = 8, MaxEntries = 200_000;

    /// <summary>Copies them.</summary>
    /// <param name="place">Where the run took place.</param>
    /// <param name="folder">Where they go.</param>
    /// <param name="present">What was there before.</param>
    /// <param name="budget">How much may be taken.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public static async Task<IReadOnlyList<ArtifactEntry>> CollectAsync(
        IRunPlace place, RunFolder folder, IReadOnlyList<PresentFile> present, RunBudget budget, CancellationToken cancellationToken)
    {
        var before = present.ToDictionary(file => file.Path);
        var names = new ArtifactNames();
        List<(FileEntry File, ArtifactEntry Entry)> wanted = [];
        var offset = 0L;
        await foreach (var entry in WalkAsync(place, budget, cancellationToken))
        {
            if (entry.Type == FileType.Folder)
            {
                // What is in it was not listed.
                if (!IsOpen(entry))
                    budget.Note(names.Of(entry), "It is a folder that its owner cannot look into.");
                continue;
            }
            if (before.TryGetValue(entry.Path, out var known) && IsSame(known, entry))
                continue;
            var name = names.Of(entry);
            if (entry.Type != FileType.File)
                budget.Note(name, $"It is a {Describe(entry.Type)}, not a file.");
            else if (budget.TryTakeFile(name, entry.Size))
            {
                // At once: what has ended is not remembered in its sandbox for long.
                if (wanted.Count == 0)
                    await place.KillRestAsync(cancellationToken);
                wanted.Add((entry, new(name, offset, entry.Size)));
                offset += entry.Size;
            }
        }
        if (wanted.Count == 0)
            return [];
        using var outputs = RunFolder.Open(folder.Outputs);
        var missing = new HashSet<string>();
        await Parallel.ForEachAsync(wanted, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (file, token) =>
        {
            if (await TryCopyAsync(place, file.File, file.Entry, outputs, token) is not { } why)
                return;
            budget.Note(file.Entry.Name, why);
            lock (missing)
                missing.Add(file.Entry.Name);
        });
        return [.. wanted.Select(file => file.Entry).Where(entry => !missing.Contains(entry.Name))];
    }

    /// <summary>What is in the workspace, as <see cref="CollectAsync"/> takes it.</summary>
    public static async Task<IReadOnlyList<PresentFile>> LookAsync(IRunPlace place, RunBudget budget, CancellationToken cancellationToken)
    {
        List<PresentFile> found = [];
        await foreach (var entry in WalkAsync(place, budget, cancellationToken))
            if (entry.Type != FileType.Folder)
                found.Add(ToPresent(entry));
        return found;
    }

    /// <summary>A file as it is before the program starts.</summary>
    public static PresentFile ToPresent(FileEntry entry) => new(entry.Path, entry.Size, entry.ModifiedAt);

    private static bool IsOpen(FileEntry folder) => (Convert.ToInt32(folder.Mode, 8) & 0b101_000_000) == 0b101_000_000;

    private static bool IsSame(PresentFile before, FileEntry now) => before.Size == now.Size && before.ModifiedAt == now.ModifiedAt;

    // Folders that lie deeper than a listing goes are listed in their turn.
    private static async IAsyncEnumerable<FileEntry> WalkAsync(
        IRunPlace place, RunBudget budget, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folders = new Queue<(FilePath Path, string Text)>([(new(ToolPlan.Workspace), ToolPlan.Workspace)]);
        var count = 0;
        while (folders.TryDequeue(out var folder))
        {
            string? cursor = null;
            do
            {
                var page = await place.ListAsync(folder.Path, Depth, cursor, cancellationToken);
                foreach (var entry in page.Items)
                {
                    if (!entry.Path.StartsWith($"{ToolPlan.Workspace}/", StringComparison.Ordinal) || entry.Path.Split('/')[1..].Any(part => part is "" or "." or ".."))
                        throw new WarrenException(ErrorCode.SandboxFailed, "The sandbox answered something that it may not.");
                    if (++count > MaxEntries)
                    {
                        budget.Note("...", $"There are more than {MaxEntries} files and folders; the rest was not looked at.");
                        yield break;
                    }
                    if (entry.Type == FileType.Folder && LiesDeepest(entry, folder.Text))
                        folders.Enqueue((PathOf(entry), entry.Path));
                    yield return entry;
                }
                cursor = page.NextCursor;
            }
            while (cursor is not null);
        }
    }

    // A folder of a name that is no UTF-8 is known by its bytes alone; its depth is that of its text all the same.
    private static bool LiesDeepest(FileEntry entry, string folder) => Level(entry.Path) - Level(folder) >= Depth;

    private static FilePath PathOf(FileEntry entry) => entry.RawPath is { } raw ? new(null, raw) : new(entry.Path);

    private static int Level(string path) => path.Count(letter => letter == '/');

    private static async Task<string?> TryCopyAsync(IRunPlace place, FileEntry file, ArtifactEntry entry, SafeFileHandle outputs, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = await place.OpenAsync(PathOf(file), cancellationToken);
            if (content.Length != entry.Length)
                return "It changed while it was copied.";
            var target = PipeWriter.Create(new SliceStream(outputs, entry.Offset, entry.Length), new(leaveOpen: false));
            await content.CopyToAsync(target, cancellationToken);
            await target.CompleteAsync();
            return null;
        }
        catch (WarrenException failure) when (failure.Code is ErrorCode.NotFound or ErrorCode.Forbidden or ErrorCode.InvalidRequest or ErrorCode.Conflict or ErrorCode.InvalidState)
        {
            return $"It could not be read: {failure.Message}";
        }
        catch (IOException failure)
        {
            throw new WarrenException(ErrorCode.EngineUnavailable, "What the run made could not be kept: the disk of the artifacts is full or fails.", failure);
        }
    }

    private static string Describe(FileType type) => type switch
    {
        FileType.Link => "link",
        _ => type.ToString().ToLowerInvariant(),
    };
}
