using System.Text;
using Warren.Cli.Interactive;

namespace Warren.Cli.Tests.Interactive;

public sealed class LineEditorTests : IDisposable
{
    private const string Left = "\e[D", Up = "\e[A", Down = "\e[B", Delete = "\e[3~", WordLeft = "\e[1;5D";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-editor-");
    private readonly StringBuilder _screen = new();
    private int _width = 80;

    [Theory]
    [InlineData("abc\r", "abc")]
    [InlineData("ac" + Left + "b\r", "abc")]
    [InlineData("abx\u007fc\r", "abc")]
    [InlineData("xabc\u0001" + Delete + "\r", "abc")]
    [InlineData("one two three\u0017\u0017\r", "one ")]
    [InlineData("one two" + WordLeft + "\u000b\r", "one ")]
    [InlineData("one two" + WordLeft + "\u0015\r", "two")]
    [InlineData("gone\u0003kept\r", "kept")]
    [InlineData("größe 好\r", "größe 好")]
    [InlineData("e\u0301x" + Left + "\u007f\r", "x")]
    [InlineData("a\e[99~\e[200~b\r", "ab")]
    [InlineData("ab\u0001\u0004\r", "b")]
    public async Task Keys_edit_the_line(string typed, string line) => Assert.Equal(line, await ReadAsync(typed));

    [Fact]
    public async Task The_end_of_the_input_is_an_end_only_of_an_empty_line()
    {
        Assert.Null(await ReadAsync("\u0004"));
        Assert.Null(await ReadAsync(""));
    }

    [Fact]
    public async Task A_sequence_may_come_in_pieces()
    {
        using var pieces = new Pieces("ac\e", "[", "D", "b\r");

        Assert.Equal("abc", await Editor(pieces).ReadAsync("> ", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Up_and_down_go_through_the_history_and_come_back_to_what_was_begun()
    {
        using var typed = new Pieces("first\r", "second\r", $"begun{Up}{Up}{Up}{Down}{Down}!\r", $"{Up}{Up}\r");
        var editor = Editor(typed);
        List<string?> lines = [];
        for (var count = 0; count < 4; count++)
            lines.Add(await editor.ReadAsync("> ", TestContext.Current.CancellationToken));

        Assert.Equal(["first", "second", "begun!", "second"], lines);
    }

    [Fact]
    public async Task The_tabulator_completes_as_far_as_it_is_clear_and_then_shows_what_there_is()
    {
        Assert.Equal("/status ", await ReadAsync("/st\t\r"));
        Assert.Equal("/se", await ReadAsync("/s\t\t\r", "/session", "/seal")); // Which the second time are shown.
        Assert.Contains("/seal     /session\r\n", _screen.ToString(), StringComparison.Ordinal);
        Assert.Equal("a/", await ReadAsync("\t\r", "a/"));
    }

    [Fact]
    public async Task A_line_that_is_too_long_moves_along_in_one_row()
    {
        _width = 20;

        Assert.Equal(new string('x', 40) + "end", await ReadAsync(new string('x', 40) + "end\r"));
        Assert.All(_screen.ToString().Split('\r'), row => Assert.True(row.Replace("\e[K", "", StringComparison.Ordinal).Length < 20, row));
        Assert.Contains("end\e[K", _screen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wide_takes_two_columns()
    {
        await ReadAsync("好a\r");

        Assert.Contains("\r> 好a\e[K\r\e[5C", _screen.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("!ls -l", "!ls -l")]
    [InlineData("how are you", "how are you")]
    [InlineData(" !export A=b", null)]
    [InlineData("/api POST accounts {\"name\":\"ann\",\"password\":\"hunter2\"}", "/api POST accounts")]
    [InlineData("/api artifacts/s/r/f?warren-link=abc", "/api artifacts/s/r/f")]
    [InlineData("!curl -H 'Authorization: Bearer abc' x", null)]
    [InlineData("!export API_KEY=abc", null)]
    [InlineData("my password is hunter2", null)]
    [InlineData("!psql postgresql://ann:hunter2@db/x", null)]
    [InlineData("use wk_abc_def for it", null)]
    public void What_may_be_a_secret_is_not_kept(string line, string? kept) => Assert.Equal(kept, LineHistory.Kept(line));

    [Fact]
    public void The_history_is_kept_for_its_owner_alone()
    {
        var file = Path.Combine(_folder.FullName, "kept");
        var history = new LineHistory(file);
        history.Add("one");
        history.Add("one");
        history.Add("secret=abc");
        history.Add("two");

        Assert.Equal(["one", "two"], File.ReadAllLines(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal("secret=abc", Back(history, 2)); // Until the end of the program.
        Assert.Equal("one", Back(new LineHistory(file), 2));
    }

    [Fact]
    public void The_history_does_not_grow_for_ever()
    {
        var file = Path.Combine(_folder.FullName, "long");
        File.WriteAllLines(file, Enumerable.Range(0, 1500).Select(number => $"line {number}"));

        Assert.Equal("line 1499", new LineHistory(file).Back(""));
        Assert.Equal(1000, File.ReadAllLines(file).Length);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string? Back(LineHistory history, int steps)
    {
        string? line = null;
        for (var step = 0; step < steps; step++)
            line = history.Back("");
        return line;
    }

    private async Task<string?> ReadAsync(string typed, params string[] candidates)
    {
        using var pieces = new Pieces(typed);
        return await Editor(pieces, candidates is [] ? ["/status", "/help"] : candidates).ReadAsync("> ", TestContext.Current.CancellationToken);
    }

    private LineEditor Editor(Pieces typed, params string[] candidates) => new(
        new KeyReader(typed, _ => typed.HasMore), text => _screen.Append(text), () => _width,
        new LineHistory(Path.Combine(_folder.FullName, "history")), new Completer(candidates));

    private sealed class Completer(string[] candidates) : ICompleter
    {
        public Task<Completion> CompleteAsync(string line, CancellationToken cancellationToken) => Task.FromResult(
            new Completion(0, [.. candidates.Where(candidate => candidate.StartsWith(line, StringComparison.Ordinal)).Order(StringComparer.Ordinal)]));
    }

    // Gives each text by a read of its own, as a terminal does.
    private sealed class Pieces(params string[] texts) : MemoryStream
    {
        private int _next;

        public bool HasMore => _next < texts.Length;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(HasMore ? Encoding.UTF8.GetBytes(texts[_next++], buffer.Span) : 0);
    }
}
