using System.IO.Pipelines;
using System.Text.Json;
using System.Text.RegularExpressions;
using Warren.Api;
using Warren.Api.Files;
using Warren.Guest.Protocol;

namespace Warren.Sandboxes.Files;

/// <summary>What goes through whole trees of files: each call is a helper program in the sandbox.</summary>
public sealed class FileTrees
{
    private const int MaxSearchResults = 10_000;
    private const int DefaultSearchResults = 1000;
    private const int MaxPattern = 4096;
    private const int MaxGlobs = 64;
    private const int MaxAnswer = 32 * 1024 * 1024;

    private readonly SandboxService _sandboxes;

    internal FileTrees(SandboxService sandboxes) => _sandboxes = sandboxes;

    /// <summary>Copies a file, link or folder with all that is in it; modes and times are kept, links stay links.</summary>
    public async Task<FileTreeResult> CopyAsync(FilePlace place, FileMoveRequest request, CancellationToken cancellationToken)
    {
        using var use = await _sandboxes.UseAsync(place.Sandbox, place.Owner, cancellationToken);
        return await CopyAsync(
            use, SandboxFiles.UserOf(use, place), new FilePath(request.From).Escape(use, "from"), new FilePath(request.To).Escape(use, "to"), request.Overwrite, cancellationToken);
    }

    /// <summary>Looks for a text in files.</summary>
    public async Task<FileSearchResult> SearchAsync(FilePlace place, FileSearchRequest request, CancellationToken cancellationToken)
    {
        Check(request.Pattern, request.Regex, request.Include, request.Exclude, request.MaxResults);
        if (!request.Regex && request.Pattern.Contains('\n', StringComparison.Ordinal))
            throw new WarrenException(new Dictionary<string, string[]> { ["pattern"] = ["A search looks at single lines: the text must not hold a line break."] });
        var most = request.MaxResults ?? DefaultSearchResults;
        using var use = await _sandboxes.UseAsync(place.Sandbox, place.Owner, cancellationToken);
        var lines = await RunAsync(use, SandboxFiles.UserOf(use, place), "search", new GuestSearchRequest
        {
            Path = new FilePath(request.Path ?? ".").Escape(use),
            Pattern = request.Pattern,
            Regex = request.Regex,
            IgnoreCase = request.IgnoreCase,
            Include = request.Include,
            Exclude = request.Exclude,
            MaxResults = most,
        }, cancellationToken);
        return new()
        {
            Matches = [.. lines[..^1].Take(most).Select(line => new FileMatch { Path = line.Path!, Line = line.Line, Column = line.Column, Text = line.Text ?? "" })],
            Truncated = lines[^1].Truncated,
            FilesSearched = lines[^1].FilesSearched!.Value,
            FilesSkipped = lines[^1].FilesSkipped,
        };
    }

    /// <summary>Replaces a text in files, each of them at once or not at all.</summary>
    public async Task<FileReplaceResult> ReplaceAsync(FilePlace place, FileReplaceRequest request, CancellationToken cancellationToken)
    {
        Check(request.Pattern, request.Regex, request.Include, request.Exclude, null);
        using var use = await _sandboxes.UseAsync(place.Sandbox, place.Owner, cancellationToken);
        var lines = await RunAsync(use, SandboxFiles.UserOf(use, place), "replace", new GuestSearchRequest
        {
            Path = new FilePath(request.Path ?? ".").Escape(use),
            Pattern = request.Pattern,
            Replacement = request.Replacement,
            Regex = request.Regex,
            IgnoreCase = request.IgnoreCase,
            Include = request.Include,
            Exclude = request.Exclude,
            DryRun = request.DryRun,
            MaxResults = MaxSearchResults,
        }, cancellationToken);
        return new()
        {
            Files = [.. lines[..^1].Select(line => new FileReplacement { Path = line.Path!, Replacements = (int)Math.Clamp(line.Replacements, 0, int.MaxValue) })],
            Replacements = lines[^1].Replacements,
            FilesSearched = lines[^1].FilesSearched!.Value,
            FilesSkipped = lines[^1].FilesSkipped,
        };
    }

    /// <summary>Packs a file or folder into an archive, which is sent while it is made.</summary>
    /// <param name="place">Where.</param>
    /// <param name="path">What to pack; names in the archive begin behind it.</param>
    /// <param name="format"><c>tar</c>, <c>tar.gz</c> or <c>zip</c>.</param>
    /// <param name="write">Takes the archive. What is wrong with the path is thrown before it is called.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public async Task PackAsync(
        FilePlace place, FilePath path, string format, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, CancellationToken cancellationToken)
    {
        CheckFormat(format);
        using var use = await _sandboxes.UseAsync(place.Sandbox, place.Owner, cancellationToken);
        await using var helper = await HelperProgram.StartAsync(
            use.Guest, ["archive", format, path.Escape(use)], SandboxFiles.UserOf(use, place), ReadOnlyMemory<byte>.Empty, cancellationToken);
        await foreach (var piece in helper.ReadAsync(cancellationToken))
            await write(piece, cancellationToken);
    }

    /// <summary>Unpacks an archive into a folder. Whatever its entries say, nothing is written outside of the folder.</summary>
    public async Task<FileTreeResult> UnpackAsync(
        FilePlace place, FilePath path, string format, PipeReader archive, CancellationToken cancellationToken)
    {
        CheckFormat(format);
        using var use = await _sandboxes.UseAsync(place.Sandbox, place.Owner, cancellationToken);
        await using var helper = await HelperProgram.StartAsync(
            use.Guest, ["extract", format, path.Escape(use)], SandboxFiles.UserOf(use, place), input: null, cancellationToken);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var feeding = helper.FeedAsync(archive, ending.Token);
        var reading = helper.ReadAllAsync(MaxAnswer, ending.Token);
        try
        {
            // A caller that breaks off is the reason, not the archive that is then cut short.
            if (await Task.WhenAny(feeding, reading) == feeding)
                await feeding;
            return ToResult(await reading);
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(feeding, reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal static async Task<FileTreeResult> CopyAsync(
        SandboxUse use, string? user, string from, string to, bool overwrite, CancellationToken cancellationToken)
    {
        await using var helper = await HelperProgram.StartAsync(
            use.Guest, ["copy", from, to, overwrite ? "overwrite" : "keep"], user, ReadOnlyMemory<byte>.Empty, cancellationToken);
        return ToResult(await helper.ReadAllAsync(MaxAnswer, cancellationToken));
    }

    internal static async Task RemoveAsync(SandboxUse use, string? user, string path, CancellationToken cancellationToken)
    {
        await using var helper = await HelperProgram.StartAsync(use.Guest, ["remove", path], user, ReadOnlyMemory<byte>.Empty, cancellationToken);
        await helper.ReadAllAsync(MaxAnswer, cancellationToken);
    }

    private static async Task<List<GuestSearchLine>> RunAsync(
        SandboxUse use, string? user, string verb, GuestSearchRequest request, CancellationToken cancellationToken)
    {
        var input = JsonSerializer.SerializeToUtf8Bytes(request, GuestJson.Default.GuestSearchRequest);
        await using var helper = await HelperProgram.StartAsync(use.Guest, [verb], user, input, cancellationToken);
        var output = await helper.ReadAllAsync(MaxAnswer, cancellationToken);
        var lines = new List<GuestSearchLine>();
        foreach (var range in output.AsSpan().Split((byte)'\n'))
            if (output.AsSpan(range) is { IsEmpty: false } line)
                lines.Add(Parse(line));
        return lines is [.., { FilesSearched: not null }] && lines[..^1].All(line => line.Path is not null) ? lines : throw HelperProgram.Lies();
    }

    private static GuestSearchLine Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, GuestJson.Default.GuestSearchLine) ?? throw HelperProgram.Lies();
        }
        catch (JsonException)
        {
            throw HelperProgram.Lies();
        }
    }

    private static FileTreeResult ToResult(byte[] output)
    {
        try
        {
            var sum = JsonSerializer.Deserialize(output, GuestJson.Default.GuestTreeResult) ?? throw HelperProgram.Lies();
            return new() { Files = sum.Files, Folders = sum.Folders, Links = sum.Links, Bytes = sum.Bytes, Skipped = sum.Skipped };
        }
        catch (JsonException)
        {
            throw HelperProgram.Lies();
        }
    }

    internal static void CheckFormat(string format)
    {
        if (format is not ("tar" or "tar.gz" or "zip"))
            throw new WarrenException(new Dictionary<string, string[]> { ["format"] = ["The format of an archive is tar, tar.gz or zip."] });
    }

    private static void Check(string pattern, bool regex, IReadOnlyList<string>? include, IReadOnlyList<string>? exclude, int? maxResults)
    {
        Dictionary<string, string[]> errors = [];
        if (pattern.Length is 0 or > MaxPattern)
            errors["pattern"] = [$"A pattern has 1 to {MaxPattern} letters."];
        else if (regex)
            CheckRegex(pattern, errors);
        foreach (var (field, globs) in (ReadOnlySpan<(string, IReadOnlyList<string>?)>)[("include", include), ("exclude", exclude)])
            if (globs is not null && (globs.Count > MaxGlobs || globs.Any(glob => glob is not { Length: > 0 and <= MaxPattern })))
                errors[field] = [$"This has to be a list of at most {MaxGlobs} globs that are not empty."];
        if (maxResults is < 1 or > MaxSearchResults)
            errors["maxResults"] = [$"This has to be a number from 1 to {MaxSearchResults}."];
        if (errors.Count > 0)
            throw new WarrenException(errors);
    }

    // Only parsed here: it is run in the sandbox.
    private static void CheckRegex(string pattern, Dictionary<string, string[]> errors)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant);
        }
        catch (ArgumentException wrong)
        {
            errors["pattern"] = [$"This is no regular expression: {wrong.Message}"];
        }
    }
}
