using System.Text;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Execs;

namespace Warren.Sandboxes.Tests.Execs;

public sealed class RecordFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-records-");

    private string FilePath => Path.Combine(_folder.FullName, "execs");

    [Fact]
    public void Last_line_about_an_exec_counts()
    {
        var file = new RecordFile(_folder.FullName);
        file.Append([Line("a"), Line("b"), Line("c")]);
        file.Append([Line("a", "changed"), new(Removed: "b")]);
        Assert.Equal(["a changed", "c x"], Read().Order());
    }

    [Fact]
    public void A_line_that_was_not_written_to_its_end_is_none_and_is_written_over()
    {
        new RecordFile(_folder.FullName).Append([Line("a")]);
        File.AppendAllText(FilePath, """{"Record":{"Id":"torn","Kind":0,"Background":fal""");
        var file = new RecordFile(_folder.FullName);
        Assert.Single(file.Load());
        file.Append([Line("b")]);
        Assert.Equal(["a x", "b x"], Read().Order());
    }

    [Fact]
    public void A_damaged_line_leaves_the_others()
    {
        var file = new RecordFile(_folder.FullName);
        file.Append([Line("a"), Line("b"), Line("c")]);
        var text = File.ReadAllText(FilePath);
        File.WriteAllText(FilePath, text.Replace("\"Id\":\"b\"", "\"Id\":\0\0\0", StringComparison.Ordinal));
        Assert.Equal(["a x", "c x"], Read().Order());
    }

    [Fact]
    public void Written_anew_it_has_what_is_known_and_no_more()
    {
        var file = new RecordFile(_folder.FullName);
        while (!file.IsOutdated(execs: 1))
            file.Append([Line("a"), new(Removed: "b")]);
        var before = new FileInfo(FilePath).Length;
        file.Replace([Line("a", "last")]);
        Assert.InRange(new FileInfo(FilePath).Length, 1, before / 100);
        file.Append([Line("d")]);
        Assert.Equal(["a last", "d x"], Read().Order());
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void A_new_one_that_was_not_finished_does_not_count()
    {
        new RecordFile(_folder.FullName).Append([Line("a")]);
        File.WriteAllBytes(FilePath + ".new", Encoding.UTF8.GetBytes("{"));
        Assert.Equal(["a x"], Read());
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void What_could_not_be_written_is_written_with_what_comes_next()
    {
        var options = new OutputOptions { Folder = _folder.FullName };
        var folder = Path.Combine(_folder.FullName, "sandbox");
        var output = new SandboxOutput(folder, options, TimeProvider.System);
        var (first, second) = (output.Add(Line("a").Record!), output.Add(Line("b").Record!));
        var blocked = Directory.CreateDirectory(Path.Combine(folder, "execs"));
        Assert.Equal(ErrorCode.EngineUnavailable, Assert.Throws<WarrenException>(() => output.Save(first)).Code);
        blocked.Delete();
        output.Save(second);
        var again = new SandboxOutput(folder, options, TimeProvider.System);
        again.Load();
        Assert.Equal(["a", "b"], again.List().Select(exec => exec.Id).Order());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static StoredExec Line(string id, string command = "x") =>
        new(new() { Id = id, Kind = ExecKind.Exec, Background = false, Command = [command], StartedAt = DateTimeOffset.UnixEpoch });

    private IEnumerable<string> Read() => new RecordFile(_folder.FullName).Load().Select(record => $"{record.Id} {record.Command[0]}");
}
