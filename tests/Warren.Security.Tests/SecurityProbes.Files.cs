using System.Formats.Tar;
using System.Text;

namespace Warren.Security.Tests;

// The files API, with a hostile sandbox on the other side.
public abstract partial class SecurityProbes
{
    private static readonly ErrorCode[] FileRefusals =
        [ErrorCode.Forbidden, ErrorCode.InvalidRequest, ErrorCode.NotFound, ErrorCode.Conflict, ErrorCode.PreconditionFailed];

    [Fact]
    public async Task Pipes_devices_sockets_and_files_of_proc_are_not_read_or_written_through_the_api()
    {
        var box = await SharedAsync();
        var folder = box.NewPath("special");
        await box.RunAsync($"mkdir -p {folder} && mkfifo {folder}/pipe && python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"{folder}/socket\")' && ln -s /proc/1/environ {folder}/link && ln -s /proc {folder}/way");
        string[] paths = [$"{folder}/pipe", $"{folder}/socket", $"{folder}/link", $"{folder}/way/self/mem", "/proc/self/environ", "/proc/1/fd/3", "/proc/self/fd/0", "/proc/version", "/dev/zero", "/dev/null", "/dev/tty", "/.warren/guest", "/.warren/seccomp.bpf"];
        foreach (var user in Users)
            foreach (var path in paths)
            {
                Assert.Contains((await Assert.ThrowsAsync<WarrenException>(() => box.ReadAsync(path, user))).Code, FileRefusals);
                Assert.Contains((await Assert.ThrowsAsync<WarrenException>(() => box.WriteAsync(path, "x", new() { User = user }))).Code, FileRefusals);
            }
    }

    [Fact]
    public async Task Folder_that_is_swapped_for_links_leads_the_api_nowhere_forbidden()
    {
        await using var box = await NewAsync();
        await box.RunAsync("mkdir -p /root/kept && echo secret > /root/kept/passwd && chmod -R go= /root && sha256sum /etc/passwd > /root/sum", "root");
        await box.RunAsync("mkdir -p /workspace/race/real && cd /workspace/race && echo mine > real/passwd && ln -s /etc link");
        var swapping = await box.StartAsync("swap", null, "/workspace/race/real", "/workspace/race/link");
        for (var round = 0; round < RaceRounds; round++)
            foreach (var action in FileActions(box))
                try
                {
                    await action();
                }
                catch (WarrenException refused)
                {
                    Assert.Contains(refused.Code, FileRefusals);
                }
        var swapped = await box.FinishAsync(swapping);
        Assert.True(swapped.GetProperty("swaps").GetInt64() > RaceRounds);
        // Nothing of root's was changed, and nothing was left where only root writes.
        Assert.Equal("/etc/passwd: OK", await box.RunAsync("sha256sum -c /root/sum && ! find /etc -newer /root/sum -type f | grep .", "root"));
    }

    [Fact]
    public async Task Hostile_archives_write_nothing_outside_of_their_folder()
    {
        var box = await SharedAsync();
        var folder = box.NewPath("in");
        await box.RunAsync($"mkdir -p {folder} && ln -s /tmp {folder}/there");
        foreach (var entry in HostileEntries())
        {
            using var archive = new MemoryStream();
            using (var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
                foreach (var one in entry)
                    tar.WriteEntry(one);
            archive.Position = 0;
            try
            {
                await server.Client.Files.WriteArchiveAsync(box.Id, folder, "tar", archive, null, Token);
            }
            catch (WarrenException refused)
            {
                Assert.Contains(refused.Code, FileRefusals);
            }
        }
        Assert.Equal("", await box.RunAsync($"find / -xdev -name 'escaped*' -not -path '{folder}/*' 2>/dev/null; find {folder} '(' -type b -o -type c -o -perm /6000 ')'; true"));
        Assert.Equal("alive", await box.RunAsync("echo alive"));
    }

    /// <summary>Rounds of each race; what is slow to start a program has fewer.</summary>
    protected virtual int RaceRounds => 40;

    private static IEnumerable<TarEntry[]> HostileEntries()
    {
        static PaxTarEntry File(string name, UnixFileMode mode = UnixFileMode.UserRead) =>
            new(TarEntryType.RegularFile, name) { Mode = mode, DataStream = new MemoryStream(Encoding.UTF8.GetBytes("x")) };
        yield return [File("../escaped1")];
        yield return [File("a/../../../tmp/escaped2")];
        yield return [File("/tmp/escaped3")];
        yield return [File("there/escaped4")];
        yield return [new PaxTarEntry(TarEntryType.SymbolicLink, "out") { LinkName = "/tmp" }, File("out/escaped5")];
        yield return [new PaxTarEntry(TarEntryType.SymbolicLink, "up") { LinkName = ".." }, File("up/escaped6")];
        yield return [new PaxTarEntry(TarEntryType.HardLink, "hard") { LinkName = "/etc/passwd" }, File("hard")];
        yield return [new PaxTarEntry(TarEntryType.HardLink, "hard2") { LinkName = "../../../etc/passwd" }];
        yield return [new PaxTarEntry(TarEntryType.BlockDevice, "disk") { DeviceMajor = 8, DeviceMinor = 0 }, new PaxTarEntry(TarEntryType.CharacterDevice, "memory") { DeviceMajor = 1, DeviceMinor = 1 }];
        yield return [File("set-uid", UnixFileMode.SetUser | UnixFileMode.SetGroup | UnixFileMode.UserExecute)];
        yield return [new PaxTarEntry(TarEntryType.Directory, "."), new PaxTarEntry(TarEntryType.Directory, "..")];
    }

    private IEnumerable<Func<Task>> FileActions(Box box)
    {
        const string path = "/workspace/race/real/passwd";
        yield return () => box.ReadAsync(path);
        yield return () => box.WriteAsync(path, "stolen", new() { CreateParents = false });
        yield return () => server.Client.Files.StatAsync(box.Id, path, true, null, Token);
        yield return () => server.Client.Files.MoveAsync(box.Id, new() { From = path, To = path + "-moved", Overwrite = true }, Token);
        yield return () => server.Client.Files.MoveAsync(box.Id, new() { From = path + "-moved", To = path, Overwrite = true }, Token);
        yield return () => server.Client.Files.DeleteAsync(box.Id, path, false, null, Token);
    }
}
