using System.Text;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Execs;
using Warren.Sandboxes.Guests;
using Warren.Sandboxes.Logs;
using static Warren.Sandboxes.Tests.ServiceFixture;

namespace Warren.Sandboxes.Tests.Logs;

public sealed class SandboxLogsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-test-");
    private readonly List<(long Sequence, string Text)> _written = [];

    [Fact]
    public void Everything_comes_once_and_in_order()
    {
        var output = Write(execs: 40, pieces: 500);
        Assert.Equal(_written, Read(output, new()));
        for (var after = 0; after <= 500; after += 7)
            Assert.Equal(_written.Where(piece => piece.Sequence > after), Read(output, new() { After = after }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(99)]
    [InlineData(1000)]
    [InlineData(5000)]
    public void Tail_is_the_last_lines(int lines)
    {
        var output = Write(execs: 10, pieces: 800);
        var all = string.Concat(_written.Select(piece => piece.Text)).Split('\n');
        Assert.Equal(string.Join('\n', all[^1] == "" ? all.TakeLast(lines + 1) : all.TakeLast(lines)),
            lines == 0 ? "" : string.Concat(Read(output, new() { Tail = lines }).Select(piece => piece.Text)));
        if (lines == 0)
            Assert.Empty(Read(output, new() { Tail = 0 }));
    }

    [Fact]
    public async Task Follower_sees_every_piece_of_many_writers_once_and_in_order()
    {
        var output = Create();
        using var follower = new LogReader(output, new());
        var writing = Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() =>
        {
            var exec = output.Add(Record(number));
            for (var i = 0; i < 500; i++)
                output.Append(exec, GuestOutput.Stdout, Encoding.ASCII.GetBytes($"{number}:{i}\n"));
            output.TryEnd(exec, new(default, null, "done"));
        })));
        var next = new int[8];
        var last = 0L;
        for (var seen = 0; seen < 8 * 500;)
            if (!follower.TryRead(out var piece))
                await follower.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Token);
            else
            {
                Assert.Equal(++last, piece.Sequence);
                var (number, line) = (int.Parse(piece.Exec[^1..], null), Encoding.ASCII.GetString(piece.Data.Span));
                Assert.Equal($"{number}:{next[number]++}\n", line);
                seen++;
            }
        await writing;
    }

    [Fact]
    public async Task Places_go_on_after_a_restart_and_terminals_are_left_out_unless_named()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        await fixture.Service.Execs.RunAsync(sandbox.Id, new() { Command = new(["one"]) }, Owner, Token);
        var first = Assert.Single(Read(fixture, sandbox.Id, new()));
        await fixture.RestartServiceAsync();
        await fixture.Service.Execs.RunAsync(sandbox.Id, new() { Command = new(["two"]) }, Owner, Token);
        var terminal = await fixture.Service.Terminals.CreateAsync(sandbox.Id, new() { Command = new(["three"]) }, Owner, Token);
        while (fixture.Service.Terminals.Get(sandbox.Id, terminal.Id, Owner).Running)
            await Task.Yield();
        var second = Assert.Single(Read(fixture, sandbox.Id, new() { After = first.Sequence }));
        Assert.Equal(("one\n", "two\n"), (first.Text, second.Text));
        Assert.True(second.Sequence > first.Sequence);
        Assert.Equal("three\n", Assert.Single(Read(fixture, sandbox.Id, new() { Exec = terminal.Id })).Text);
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<WarrenException>(() => fixture.Service.Logs.Open(sandbox.Id, Owner, new() { Exec = "nothing" })).Code);
        Assert.Equal(["after", "stream", "tail"], Assert.Throws<WarrenException>(() => fixture.Service.Logs.Open(
            sandbox.Id, Owner, new() { After = -1, Tail = -1, Stream = "both" })).Errors.Keys.Order());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private SandboxOutput Create() => new(_folder.FullName, new() { Folder = _folder.FullName, SegmentSize = 500 }, TimeProvider.System);

    private static ExecRecord Record(int number) => new() { Id = $"aaaaaaaaaaaaaaa{number}", Kind = ExecKind.Exec, Background = true, Command = ["x"], StartedAt = default };

    // Pieces of several lines, of a part of a line, and of none.
    private SandboxOutput Write(int execs, int pieces)
    {
        var output = Create();
        var all = Enumerable.Range(0, execs).Select(number => output.Add(Record(number))).ToList();
        for (var i = 0; i < pieces; i++)
        {
            var text = (i % 4) switch { 0 => $"a{i}\nb{i}\n", 1 => $"c{i}", 2 => $"d{i}\n", _ => $"e{i}\nf{i}" };
            output.Append(all[i * 7 % execs], i % 3 == 0 ? GuestOutput.Stderr : GuestOutput.Stdout, Encoding.ASCII.GetBytes(text));
            _written.Add((i + 1, text));
        }
        return output;
    }

    private static List<(long Sequence, string Text)> Read(SandboxOutput output, LogQuery query)
    {
        using var reader = new LogReader(output, query);
        return Read(reader);
    }

    private static List<(long Sequence, string Text)> Read(ServiceFixture fixture, string sandbox, LogQuery query)
    {
        using var reader = fixture.Service.Logs.Open(sandbox, Owner, query);
        return Read(reader);
    }

    private static List<(long Sequence, string Text)> Read(LogReader reader)
    {
        List<(long, string)> pieces = [];
        while (reader.TryRead(out var piece))
            pieces.Add((piece.Sequence, Encoding.ASCII.GetString(piece.Data.Span)));
        return pieces;
    }
}
