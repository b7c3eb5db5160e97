namespace Warren.Files.Tests;

public sealed class WatchTests(FilesFixture box)
{
    private static CancellationToken Token => FilesFixture.Token;

    [Fact]
    public async Task Changes_are_told_in_order()
    {
        var path = box.NewPath("watched");
        await box.RunAsync($"mkdir -p {path}");
        var watch = await box.Files.WatchAsync(box.Box, new() { Path = path, Recursive = true }, Token);

        await box.RunAsync($"cd {path} && echo one > a && echo two >> a && mv a b && chmod 600 b && rm b && mkdir d && touch end");
        var events = await ReadUntilAsync(watch.Id, 0, "end");

        Assert.Equal(
            [("created", "a"), ("modified", "a"), ("moved", "b"), ("attributes", "b"), ("deleted", "b"), ("created", "d"), ("created", "end")],
            events.Where((each, i) => i == 0 || (each.Type, each.Path) != (events[i - 1].Type, events[i - 1].Path))
                .Where(each => !(each.Type == FileChange.Attributes && each.Path.EndsWith("end", StringComparison.Ordinal)))
                .Select(each => (each.Type.ToString().ToLowerInvariant(), each.Path[(path.Length + 1)..])));
        Assert.Equal(path + "/a", events.Single(each => each.Type == FileChange.Moved).From);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(number => (long)number), events.Select(each => each.Seq));
        Assert.Equal([watch.Id], (await box.Files.ListWatchesAsync(box.Box, Token)).Select(each => each.Id).Intersect([watch.Id]));
        await box.Files.DeleteWatchAsync(box.Box, watch.Id, Token);
        Assert.Equal(ErrorCode.NotFound, await FilesFixture.FailureOf(ReadUntilAsync(watch.Id, 0, "end")));
    }

    [Fact]
    public async Task Thousand_files_in_new_folders_are_all_told_once()
    {
        var path = box.NewPath("burst");
        await box.RunAsync($"mkdir -p {path}");
        var watch = await box.Files.WatchAsync(box.Box, new() { Path = path, Recursive = true }, Token);

        await box.RunAsync($$"""
            python3 - <<'END'
            import os
            for i in range(1000):
                folder = "{{path}}/" + "/".join(str(i // n) for n in (100, 10))
                os.makedirs(folder, exist_ok=True)
                open(folder + "/f" + str(i), "w").close()
            open("{{path}}/end", "w").close()
            END
            """);
        var created = (await ReadUntilAsync(watch.Id, 0, "end")).Where(each => each.Type == FileChange.Created && !each.IsFolder).Select(each => each.Path.Split('/')[^1]).ToList();

        Assert.Equal(1001, created.Count);
        Assert.Equal(1001, created.Distinct().Count());
        await box.Files.DeleteWatchAsync(box.Box, watch.Id, Token);
    }

    [Fact]
    public async Task Reader_that_went_away_goes_on_where_it_was_also_at_another_server()
    {
        var path = box.NewPath("resumed");
        await box.RunAsync($"mkdir -p {path}");
        var watch = await box.Files.WatchAsync(box.Box, new() { Path = path }, Token);
        await box.RunAsync($"cd {path} && touch 1 2 3");
        var first = await ReadUntilAsync(watch.Id, 0, "3");

        await box.RunAsync($"cd {path} && touch 4 5");
        await box.RestartAsync();
        await box.RunAsync($"cd {path} && touch 6");
        var second = await ReadUntilAsync(watch.Id, first[^1].Offset, "6");
        var third = ReadUntilAsync(watch.Id, 0, "7");
        var fourth = ReadUntilAsync(watch.Id, second[^1].Offset, "7");
        await box.RunAsync($"cd {path} && touch 7");

        Assert.Equal(first[^1].Seq + 1, second[0].Seq);
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], Names(await third));
        Assert.Equal(["7"], Names(await fourth));
        await box.Files.DeleteWatchAsync(box.Box, watch.Id, Token);
    }

    [Fact]
    public async Task Watch_of_a_file_sees_it_replaced_and_one_of_nothing_is_refused()
    {
        var path = box.NewPath("end");
        await box.WriteAsync(path, "one");
        var watch = await box.Files.WatchAsync(box.Box, new() { Path = path }, Token);

        await box.WriteAsync(path + "-other", "x");
        await box.WriteAsync(path, "two");

        Assert.All(await ReadUntilAsync(watch.Id, 0, "end"), each => Assert.Equal(path, each.Path));
        await box.Files.DeleteWatchAsync(box.Box, watch.Id, Token);
        Assert.Equal(ErrorCode.NotFound, await FilesFixture.FailureOf(box.Files.WatchAsync(box.Box, new() { Path = path + "-missing" }, Token)));
        Assert.Equal(ErrorCode.Forbidden, await FilesFixture.FailureOf(box.Files.WatchAsync(box.Box, new() { Path = "/proc" }, Token)));
    }

    private static List<string> Names(IEnumerable<FileEvent> events) =>
        [.. events.Where(each => each.Type == FileChange.Created).Select(each => each.Path.Split('/')[^1])];

    private async Task<List<FileEvent>> ReadUntilAsync(string watch, long after, string name)
    {
        var events = new List<FileEvent>();
        await foreach (var each in box.Files.ReadWatchAsync(box.Box, watch, after, Token))
        {
            events.Add(each);
            if (each.Type == FileChange.Created && each.Path.EndsWith("/" + name, StringComparison.Ordinal))
                return events;
        }
        throw new InvalidOperationException("The watch ended early.");
    }
}
