namespace Warren.Files.Tests;

[Trait("Category", "Security")]
public sealed class RefusalTests(FilesFixture box)
{
    private static CancellationToken Token => FilesFixture.Token;

    [Theory]
    [InlineData("/proc/self/mem")]
    [InlineData("/proc/1/mem")]
    [InlineData("/proc/self/environ")]
    [InlineData("/proc/1/fd/3")]
    [InlineData("/proc/self/root/etc/hostname")]
    [InlineData("/proc/self/cwd/etc/passwd")]
    [InlineData("/proc/thread-self/maps")]
    [InlineData("/proc/version")]
    [InlineData("/sys/kernel/notes")]
    [InlineData("/dev/stdin")]
    [InlineData("/dev/fd/3")]
    [InlineData("/dev/null")]
    [InlineData("/dev/zero")]
    [InlineData("/dev/pts/ptmx")]
    [InlineData("/.warren/guest")]
    [InlineData("/.warren/seccomp.bpf")]
    public async Task What_is_no_stored_file_is_neither_read_nor_written(string path)
    {
        ErrorCode[] refusals = [ErrorCode.Forbidden, ErrorCode.InvalidRequest, ErrorCode.NotFound];
        foreach (var user in new[] { null, "root" })
        {
            Assert.Contains(await FilesFixture.FailureOf(box.ReadAsync(path, user)), refusals);
            Assert.Contains(await FilesFixture.FailureOf(box.WriteAsync(path, "x", new() { User = user })), refusals);
            Assert.Contains(await FilesFixture.FailureOf(box.WriteAsync(path, "x", new() { User = user, Append = true })), refusals);
            // The same by way of a link.
            var link = box.NewPath("link");
            await box.RunAsync($"mkdir -p $(dirname {link}) && ln -s {path} {link}");
            Assert.Contains(await FilesFixture.FailureOf(box.ReadAsync(link, user)), refusals);
        }
    }

    [Theory]
    [InlineData("/proc")]
    [InlineData("/proc/self/fd")]
    [InlineData("/proc/1/root")]
    [InlineData("/sys")]
    [InlineData("/.warren")]
    public async Task Folders_of_the_kernel_are_not_listed(string path) => Assert.Contains(
        await FilesFixture.FailureOf(box.Files.ListAsync(box.Box, path, 1, null, Token).ToListAsync(Token).AsTask()),
        new[] { ErrorCode.Forbidden, ErrorCode.InvalidRequest });

    [Fact]
    public async Task Rights_are_those_of_the_user_and_no_more()
    {
        var path = box.NewPath("secret");
        await box.WriteAsync(path, "mine", new() { Mode = "0600" });
        await box.RunAsync("mkdir -p /root/only && echo secret > /root/only/file && chmod 700 /root /root/only && chmod 600 /root/only/file", user: "root");

        Assert.Equal(ErrorCode.Forbidden, await FilesFixture.FailureOf(box.ReadAsync("/root/only/file")));
        Assert.Equal(ErrorCode.Forbidden, await FilesFixture.FailureOf(box.WriteAsync("/etc/new", "x")));
        Assert.Equal(ErrorCode.Forbidden, await FilesFixture.FailureOf(box.Files.DeleteAsync(box.Box, "/etc/passwd", false, null, Token)));
        Assert.Equal(ErrorCode.Forbidden, await FilesFixture.FailureOf(box.ReadAsync(path, "1234:1234")));
        Assert.Equal(ErrorCode.Forbidden, await FilesFixture.FailureOf(box.ReadAsync(path, "root"))); // It has no capability in a sandbox.
        Assert.Equal("secret\n", await box.ReadTextAsync("/root/only/file", "root"));
        Assert.Equal(ErrorCode.InvalidRequest, await FilesFixture.FailureOf(box.ReadAsync(path, "nobody-knows")));
        Assert.Equal(ErrorCode.InvalidRequest, await FilesFixture.FailureOf(box.ReadAsync(path, "65533")));
    }

    [Fact]
    public async Task Link_leads_no_further_than_its_user_may_go()
    {
        var link = box.NewPath("link");
        await box.RunAsync($"mkdir -p $(dirname {link}) && ln -s /etc/shadow {link} && ln -s $(basename {link}) {link}2 && ln -s loop2 {link}loop1; ln -s {link}loop1 $(dirname {link})/loop2");

        Assert.Equal(ErrorCode.Forbidden, await FilesFixture.FailureOf(box.ReadAsync(link)));
        Assert.Equal(ErrorCode.Forbidden, await FilesFixture.FailureOf(box.ReadAsync(link + "2")));
        Assert.Equal(ErrorCode.Forbidden, await FilesFixture.FailureOf(box.WriteAsync(link, "x")));
        Assert.Equal(ErrorCode.InvalidRequest, await FilesFixture.FailureOf(box.ReadAsync(link + "loop1")));
        Assert.Equal("/etc/shadow", (await box.Files.StatAsync(box.Box, link, false, null, Token)).Target);
        await box.Files.DeleteAsync(box.Box, link, false, null, Token);
        Assert.Equal("yes", await box.RunAsync("test -e /etc/shadow && echo yes"));
    }

    [Fact]
    public async Task Pipes_and_sockets_hold_nobody_up()
    {
        var path = box.NewPath("pipe");
        await box.RunAsync($"mkdir -p $(dirname {path}) && mkfifo {path} && python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"{path}-socket\")'");

        foreach (var special in new[] { path, path + "-socket" })
        {
            Assert.Equal(ErrorCode.InvalidRequest, await FilesFixture.FailureOf(box.ReadAsync(special)));
            Assert.Equal(ErrorCode.InvalidRequest, await FilesFixture.FailureOf(box.WriteAsync(special, "x")));
        }
        Assert.Equal(FileType.Pipe, (await box.Files.StatAsync(box.Box, path, false, null, Token)).Type);
    }

    [Fact]
    public async Task Folder_is_no_file_and_a_file_no_folder()
    {
        var path = box.NewPath();
        await box.WriteAsync(path, "x");

        Assert.Equal(ErrorCode.InvalidRequest, await FilesFixture.FailureOf(box.ReadAsync("/workspace")));
        Assert.Equal(ErrorCode.InvalidRequest, await FilesFixture.FailureOf(box.WriteAsync("/workspace", "x")));
        Assert.Equal(ErrorCode.InvalidRequest, await FilesFixture.FailureOf(box.ReadAsync(path + "/below")));
        Assert.Equal(ErrorCode.InvalidRequest, await FilesFixture.FailureOf(box.Files.ListAsync(box.Box, path, 1, null, Token).ToListAsync(Token).AsTask()));
        Assert.Equal(ErrorCode.NotFound, await FilesFixture.FailureOf(box.ReadAsync(path + "-missing")));
    }

    [Fact]
    public async Task Link_that_flips_during_writes_leads_nowhere_forbidden()
    {
        var folder = box.NewPath("race");
        await box.RunAsync($"mkdir -p {folder}/real && cp /etc/hostname {folder}/before && sha256sum /etc/passwd > {folder}/sum");
        var flip = await box.Client.Sandboxes.StartAsync(box.Box, new()
        {
            Command = new(["/bin/sh", "-c", $"cd {folder}; while :; do ln -sfn /etc way; ln -sfn real way; ln -sfn /root way; done"]),
        }, Token);

        var outcomes = new HashSet<ErrorCode?>();
        for (var i = 0; i < 1000; i++)
            try
            {
                await box.WriteAsync($"{folder}/way/passwd", "stolen", new() { CreateParents = false });
                outcomes.Add(null);
            }
            catch (WarrenException refused)
            {
                outcomes.Add(refused.Code);
            }
        await box.Client.Sandboxes.DeleteExecAsync(box.Box, flip.Id, Token);

        Assert.Subset(new HashSet<ErrorCode?> { null, ErrorCode.Forbidden, ErrorCode.NotFound, ErrorCode.Conflict }, outcomes);
        await box.RunAsync($"sha256sum -c {folder}/sum && ! test -e /root/passwd && ! ls /etc | grep warren-upload");
    }
}
