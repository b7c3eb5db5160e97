using System.Buffers.Text;
using System.Text;
using Warren.Api;
using Warren.Api.Files;
using Warren.Tools.Artifacts;
using Warren.Tools.Runs;

namespace Warren.Tools.Tests;

public sealed class ArtifactTests : IDisposable
{
    private const string Id = "abcdefgh12345678";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Names_are_those_of_the_workspace_each_once()
    {
        var names = new ArtifactNames();
        Assert.Equal("a/b.txt", names.Of(Entry("/workspace/a/b.txt")));
        Assert.Equal("workspace/stdout", names.Of(Entry("/workspace/stdout")));
        Assert.Equal("workspace/workspace/stdout", names.Of(Entry("/workspace/workspace/stdout")));
        Assert.Equal(@"x\xffé", names.Of(Entry("/workspace/x\ufffdé", [.. "/workspace/x"u8, 0xFF, .. "é"u8])));
        Assert.Equal(@"workspace/x\xffé", names.Of(Entry(@"/workspace/x\xffé")));
    }

    [Fact]
    public void Files_of_a_run_are_found_again_and_names_are_no_files_of_the_host()
    {
        var store = Store();
        var folder = store.Of(Id);
        folder.Create("{}"u8, [new("../../evil", "one"u8.ToArray()), new("b", "two"u8.ToArray())]);

        Assert.Equal("{}"u8.ToArray(), folder.ReadRequest());
        Assert.Equal([new("../../evil", 0, 3), new("b", 3, 3)], folder.ReadIndex().Inputs);
        Assert.Equal("onetwo", File.ReadAllText(folder.Inputs));
        Assert.Equal(3, Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories).Length);

        store.Delete(Id);
        store.Delete(Id);
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<WarrenException>(() => folder.ReadIndex()).Code);
    }

    [Fact]
    public void What_is_of_no_run_is_deleted_and_nothing_else()
    {
        var store = Store();
        store.Of(Id).Create("{}"u8, []);
        store.Of("zzzzzzzz12345678").Create("{}"u8, []);
        var others = _folder.CreateSubdirectory("ab").CreateSubdirectory("notes");

        store.DeleteUnknown(run => run == Id);

        Assert.True(Directory.Exists(store.Of(Id).Path));
        Assert.False(Directory.Exists(store.Of("zzzzzzzz12345678").Path));
        Assert.True(others.Exists);
    }

    [Fact]
    public void Output_is_at_its_own_offset_and_cut_where_the_run_has_its_share()
    {
        var store = Store(new() { Folder = _folder.FullName, MaxRunBytes = 10 });
        var (folder, budget) = (store.Of(Id), new RunBudget(store.Options));
        folder.Create("{}"u8, []);
        using (var output = new RunOutput(folder, budget))
        {
            Assert.Equal(4, output.Write(isError: false, 0, "abcd"u8).End);
            Assert.Equal(3, output.Write(isError: true, 0, "err"u8).End);
            Assert.Equal(7, output.Write(isError: false, 4, "efghij"u8).End);
            Assert.Equal(7, output.Write(isError: false, 10, "more"u8).End);
        }
        Assert.Equal("abcdefg", File.ReadAllText(folder.Stream(isError: false)));
        Assert.Equal("err", File.ReadAllText(folder.Stream(isError: true)));
        Assert.Contains("cut after 7 bytes", budget.Skipped["stdout"], StringComparison.Ordinal);
        Assert.False(budget.TryTakeFile("big", 1));
        Assert.Contains("big", budget.Skipped.Keys);
    }

    [Fact]
    public void Owner_with_as_many_artifacts_as_may_be_is_refused_until_some_are_deleted()
    {
        var usage = new OwnerUsage(new() { Folder = "", MaxOwnerBytes = 100, MaxOwnerFiles = 10 });
        usage.Set([new("a", 100, 1), new("b", 5, 10)]);
        Assert.Equal(ErrorCode.TooManyRequests, Assert.Throws<WarrenException>(() => usage.Require("a")).Code);
        Assert.Throws<WarrenException>(() => usage.Require("b"));
        usage.Require("c");

        usage.Add(new("a", new() { Id = Id, Tool = "t", SessionId = "s", State = Api.Tools.ToolRunState.Finished, CreatedAt = default, Bytes = 1 }), -1);
        usage.Require("a");
    }

    private ArtifactStore Store(ArtifactOptions? options = null) => new(options ?? new() { Folder = _folder.FullName });

    private static FileEntry Entry(string path, byte[]? raw = null) => new()
    {
        Path = path,
        Name = path.Split('/')[^1],
        Type = FileType.File,
        Size = 0,
        Mode = "0644",
        Uid = 1000,
        Gid = 1000,
        ModifiedAt = default,
        RawPath = raw is null ? null : Base64Url.EncodeToString(raw),
    };
}
