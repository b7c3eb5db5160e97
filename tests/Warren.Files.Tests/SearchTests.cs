using System.Text;

namespace Warren.Files.Tests;

public sealed class SearchTests(FilesFixture box)
{
    private static CancellationToken Token => FilesFixture.Token;

    [Fact]
    public async Task Text_is_found_with_its_place()
    {
        var path = box.NewPath("src");
        await box.RunAsync($"mkdir -p {path}/lib {path}/.git && cd {path} && printf 'one\\nsay Hello there\\r\\nend' > a.txt && printf 'Hello' > lib/b.py && printf 'Hello' > .git/c && printf 'Hello\\000' > binary && ln -s a.txt link");

        var result = await box.Files.SearchAsync(box.Box, new() { Path = path, Pattern = "Hello", Exclude = [".git"] }, Token);

        Assert.Equal([($"{path}/a.txt", 2, 5, "say Hello there"), ($"{path}/lib/b.py", 1, 1, "Hello")], result.Matches.Select(match => (match.Path, match.Line, match.Column, match.Text)));
        Assert.Equal((2, 1, false), (result.FilesSearched, result.FilesSkipped, result.Truncated));
        Assert.Single((await box.Files.SearchAsync(box.Box, new() { Path = path, Pattern = "hello", IgnoreCase = true, Include = ["*.py"] }, Token)).Matches);
        Assert.Single((await box.Files.SearchAsync(box.Box, new() { Path = path, Pattern = "Hello", Include = ["lib/**"] }, Token)).Matches);
        Assert.Equal("end", (await box.Files.SearchAsync(box.Box, new() { Path = path, Pattern = @"^e\w+$", Regex = true, Include = ["a.*"] }, Token)).Matches.Single().Text);
        Assert.Equal(2, (await box.Files.SearchAsync(box.Box, new() { Path = path, Pattern = @"there$|one", Regex = true }, Token)).Matches.Count);
    }

    [Fact]
    public async Task Search_ends_at_its_most_results_and_cuts_long_lines()
    {
        var path = box.NewPath("long");
        await box.WriteAsync(path, string.Concat(Enumerable.Repeat("x\n", 500)) + new string('y', 3_000_000) + "needle" + new string('z', 5000) + "\n\nneedle");

        var many = await box.Files.SearchAsync(box.Box, new() { Path = path, Pattern = "x", MaxResults = 10 }, Token);
        var needles = await box.Files.SearchAsync(box.Box, new() { Path = path, Pattern = "needle" }, Token);

        Assert.Equal((10, true), (many.Matches.Count, many.Truncated));
        Assert.Equal([501, 503], needles.Matches.Select(match => match.Line));
        Assert.All(needles.Matches, match => Assert.True(match.Text.Length <= 1024 && match.Text.Contains("needle")));
    }

    [Fact]
    public async Task Pattern_that_explodes_or_is_none_harms_nobody()
    {
        var path = box.NewPath("evil");
        await box.WriteAsync(path, new string('a', 100) + "!");

        var result = await box.Files.SearchAsync(box.Box, new() { Path = path, Pattern = "^(a+)+$", Regex = true }, Token);

        Assert.Equal((0, 1), (result.Matches.Count, result.FilesSkipped));
        Assert.Equal(ErrorCode.InvalidRequest, await FilesFixture.FailureOf(box.Files.SearchAsync(box.Box, new() { Path = path, Pattern = "(", Regex = true }, Token)));
        Assert.Equal(ErrorCode.NotFound, await FilesFixture.FailureOf(box.Files.SearchAsync(box.Box, new() { Path = path + "-missing", Pattern = "x" }, Token)));
    }

    [Fact]
    public async Task Replacement_changes_files_whole_and_keeps_the_rest_of_them()
    {
        var path = box.NewPath("src");
        var text = "﻿foo = foo(1)\r\nbar\r\nfoo";
        await box.WriteAsync(path + "/a", Encoding.UTF8.GetBytes(text), new() { Mode = "0755" });
        await box.WriteAsync(path + "/latin", [0x66, 0x6F, 0x6F, 0xE9]);

        var dry = await box.Files.ReplaceAsync(box.Box, new() { Path = path, Pattern = "foo", Replacement = "x", DryRun = true }, Token);
        Assert.Equal((3, text), (dry.Replacements, await box.ReadTextAsync(path + "/a")));
        var result = await box.Files.ReplaceAsync(box.Box, new() { Path = path, Pattern = @"^(\w+)$", Replacement = "<$1>", Regex = true }, Token);

        Assert.Equal((2, 1), (result.Replacements, result.FilesSkipped));
        Assert.Equal("﻿foo = foo(1)\r\n<bar>\r\n<foo>", await box.ReadTextAsync(path + "/a"));
        Assert.Equal("0755", (await box.Files.StatAsync(box.Box, path + "/a", false, null, Token)).Mode);
        Assert.Equal([0x66, 0x6F, 0x6F, 0xE9], await box.ReadAsync(path + "/latin"));
    }
}
