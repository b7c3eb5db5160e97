using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Warren.Page.Tests;

public sealed class RunTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("python", "import sys\nprint('out', 6 * 7)\nprint('err', file=sys.stderr)\nopen('made.txt', 'w').write('made')", "script.py")]
    [InlineData("node", "console.log('out', 6 * 7); console.error('err'); require('fs').writeFileSync('made.txt', 'made')", "script.js")]
    [InlineData("bun", "console.log('out', 6 * 7); console.error('err'); await Bun.write('made.txt', 'made')", "script.js")]
    [InlineData("bash", "echo out $((6 * 7)); echo err >&2; printf made > made.txt", "script.sh")]
    public async Task Programs_show_their_output_exit_code_and_files(string language, string code, string file)
    {
        await using var window = await browser.OpenAsync("/debug/code-execution");
        await window.WriteAsync(language, code);

        await window.RunAsync("exit 0");

        await Expect(window.Output("stdout")).ToHaveTextAsync("out 42\n");
        await Expect(window.Output("stderr")).ToHaveTextAsync("err\n");
        await Expect(window.Run.GetByText("Duration")).ToBeVisibleAsync();
        await window.ShowArtifactsAsync();
        await Expect(window.Artifact("made.txt")).ToContainTextAsync("4 B");
        await Expect(window.Artifact("stdout")).ToContainTextAsync("7 B");
        await Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "Inputs" })).ToContainTextAsync(file);
    }

    [Fact]
    public async Task Output_is_seen_while_the_program_runs_and_cancelling_ends_it()
    {
        await using var window = await browser.OpenAsync("/debug/code-execution");
        await window.WriteAsync("bash", "echo begun; sleep 3600");

        await window.Form.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(window.Output("stdout")).ToHaveTextAsync("begun\n");
        await Expect(window.Status).ToHaveTextAsync("running");
        await Expect(window.Run.GetByText("Running for")).ToBeVisibleAsync();
        await window.Run.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await Expect(window.Status).ToHaveTextAsync("cancelled");
        await Expect(window.Output("stdout")).ToHaveTextAsync("begun\n");
    }

    [Fact]
    public async Task A_program_that_fails_shows_its_exit_code_and_what_it_said()
    {
        await using var window = await browser.OpenAsync("/debug/code-execution");
        await window.WriteAsync("python", "raise SystemExit('it did not work')");

        await window.RunAsync("exit 1");

        await Expect(window.Output("stderr")).ToHaveTextAsync("it did not work\n");
        await Expect(window.Output("stdout")).ToHaveTextAsync("no content");
        await window.ShowArtifactsAsync();
        await Expect(window.Artifact("stdout")).ToContainTextAsync("no content");
    }

    [Fact]
    public async Task A_program_past_its_time_is_said_to_be()
    {
        await using var window = await browser.OpenAsync("/debug/code-execution");
        await window.WriteAsync("bash", "echo before; sleep 3600");
        await window.Form.GetByLabel("Time-out").FillAsync("1");

        await window.RunAsync("timed out");

        await Expect(window.Output("stdout")).ToHaveTextAsync("before\n");
    }

    [Fact]
    public async Task Colours_are_shown_and_other_escapes_are_not()
    {
        await using var window = await browser.OpenAsync("/debug/code-execution");
        await window.WriteAsync("bash", @"printf '\033[31mred\033[0m plain\033]0;title\007\n10%%\r100%%\n'");

        await window.RunAsync("exit 0");

        await Expect(window.Output("stdout")).ToHaveTextAsync("red plain\n100%\n");
        await Expect(window.Output("stdout").GetByText("red", new() { Exact = true })).ToHaveCSSAsync("color", "rgb(179, 38, 30)");
    }

    [Fact]
    public async Task A_flood_of_output_leaves_the_page_alive_and_small()
    {
        await using var window = await browser.OpenAsync("/debug/code-execution");
        await window.WriteAsync("bash", "yes 0123456789 | head -c 40000000; echo; echo the end");

        await window.RunAsync("exit 0");

        await Expect(window.Output("stdout")).ToContainTextAsync("the end");
        await Expect(window.Run.GetByText("Only the end is shown here")).ToBeVisibleAsync();
        await Expect(window.Run.GetByText("38.1 MiB")).ToBeVisibleAsync();
        Assert.InRange(await window.Output("stdout").EvaluateAsync<int>("pane => pane.textContent.length"), 1000, 700_000);
    }

    [Fact]
    public async Task Files_go_in_and_come_out()
    {
        await using var window = await browser.OpenAsync("/debug/code-execution");
        await window.WriteAsync("bash", "cat written.txt; sha256sum < chosen.bin; tr a-z A-Z < written.txt > out.txt");
        var files = window.Form.GetByRole(AriaRole.Group, new() { Name = "Files" });
        await files.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "chosen.bin", MimeType = "application/octet-stream", Buffer = [0, 255, 254, 10] });
        await files.GetByRole(AriaRole.Button, new() { Name = "Write one" }).ClickAsync();
        await files.GetByLabel("Name of the file").Nth(1).FillAsync("written.txt");
        await files.GetByLabel("Content of written.txt").FillAsync("häh\n");

        await window.RunAsync("exit 0");

        await Expect(window.Output("stdout")).ToHaveTextAsync("häh\nc412afa71666a0f30bfb9a622e8a3f22b73a9c73f660e3cf78469d6c5c462a42  -\n");
        await window.ShowArtifactsAsync();
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.GetByRole(AriaRole.Button, new() { Name = "Download out.txt" }).ClickAsync());
        Assert.Equal("out.txt", download.SuggestedFilename);
        Assert.Equal("HäH\n", await File.ReadAllTextAsync(await download.PathAsync(), BrowserFixture.Token));
    }

    [Fact]
    public async Task Images_and_text_are_shown_in_place()
    {
        await using var window = await browser.OpenAsync("/debug/code-execution");
        await window.WriteAsync("python", """
            import pathlib, struct, zlib
            chunk = lambda kind, data: struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
            rows = b''.join(b'\0' + bytes(v for x in range(64) for v in (x * 4, y * 4, 160)) for y in range(48))
            pathlib.Path('plot.png').write_bytes(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 64, 48, 8, 2, 0, 0, 0)) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))
            pathlib.Path('data').mkdir()
            pathlib.Path('data/table.csv').write_text('a,b\n1,2\n')
            pathlib.Path('noise.bin').write_bytes(bytes(range(256)))
            """);
        await window.RunAsync("exit 0");
        await window.ShowArtifactsAsync();

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "View plot.png" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "View data/table.csv" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "View noise.bin" }).ClickAsync();

        var image = window.Page.GetByRole(AriaRole.Img, new() { Name = "The file plot.png" });
        await Expect(image).ToBeVisibleAsync();
        await window.Page.WaitForFunctionAsync("image => image.complete && image.naturalWidth === 64", await image.ElementHandleAsync());
        await Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "Content of data/table.csv" })).ToHaveTextAsync("a,b\n1,2\n");
        await Expect(window.Artifact("noise.bin")).ToContainTextAsync("This is no text");
    }

    [Fact]
    public async Task Request_response_and_a_command_that_does_the_same_are_there()
    {
        await using var window = await browser.OpenAsync("/debug/shell");
        await window.Editor.FillAsync("echo it\\'s me");
        await window.RunAsync("exit 0");

        await window.Page.GetByRole(AriaRole.Tab, new() { Name = "Request & response" }).ClickAsync();

        await Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "Request, raw" })).ToContainTextAsync("\"command\": \"echo it\\\\'s me\"");
        await Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "Response, raw" })).ToContainTextAsync("\"exitCode\": 0");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Copy: As a command" }).ClickAsync();
        var command = await window.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        Assert.StartsWith($"curl -sN '{new Uri(browser.Server.Url, "/api/v0/tools/execute")}'", command, StringComparison.Ordinal);
    }
}
