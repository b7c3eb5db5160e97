using System.Text.Json;

namespace Warren.Security.Tests;

// How programs are started: descriptors, rights, users, environments, and paths that lead into /proc.
public abstract partial class SecurityProbes
{
    private static readonly string[] IntoProc =
    [
        "/proc/self/fd", "/proc/self/root", "/proc/self/cwd", "/proc/1/root", "/proc/1/cwd", "/proc/thread-self/root", "/proc/self/task", "/proc/1/fd",
        "/dev/fd", .. Enumerable.Range(0, 24).Select(number => $"/proc/self/fd/{number}"),
    ];

    [Fact]
    public async Task Programs_are_given_three_descriptors_and_no_rights()
    {
        var box = await SharedAsync();
        foreach (var user in Users)
        {
            var id = user == "root" ? 0 : 1000;
            foreach (var got in await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => box.ProbeAsync("descriptors", user))))
            {
                var descriptors = got.GetProperty("descriptors").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString()!);
                Assert.Equal(["0", "1", "2"], descriptors.Keys.Order());
                Assert.All(descriptors.Values, target => Assert.True(target == "/dev/null" || target.StartsWith("pipe:", StringComparison.Ordinal), target));
                Assert.All(got.GetProperty("ids").EnumerateArray(), one => Assert.Equal(id, one.GetInt32()));
                Assert.Equal(["0000000000000000"], Strings(got.GetProperty("capabilities")));
                Assert.Equal(1, got.GetProperty("no_new_privileges").GetInt32());
            }
        }
    }

    [Fact]
    public async Task Entrypoint_is_given_three_descriptors_and_no_rights()
    {
        await using var box = await NewAsync(new() { Entrypoint = new() { Command = new(["/bin/sh", "-c", "readlink /proc/self/fd/* | cat > /tmp/new; grep Cap /proc/self/status >> /tmp/new; mv /tmp/new /tmp/given; exec sleep 1000"]) } });
        var given = (await box.RunAsync("until [ -e /tmp/given ]; do :; done; cat /tmp/given")).Split('\n');
        Assert.All(given.Where(line => !line.StartsWith("Cap", StringComparison.Ordinal)), line => Assert.Matches("^(/dev/null|pipe:.*|/proc/.*/fd)$", line));
        Assert.InRange(given.Count(line => line.StartsWith("pipe:", StringComparison.Ordinal)), 2, 3);
        Assert.All(given.Where(line => line.StartsWith("Cap", StringComparison.Ordinal)), line => Assert.EndsWith("0000000000000000", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Set_user_id_programs_and_file_capabilities_give_nothing()
    {
        var box = await SharedAsync();
        var tool = box.NewPath("tool");
        await box.RunAsync($"mkdir -p -m 777 $(dirname {tool})");
        await box.RunAsync($"cp /usr/bin/python3 {tool} && chmod 6755 {tool} && test -u {tool}", "root");
        Assert.Equal("(1000, 1000, 1000) (1000, 1000, 1000)", await box.RunAsync($"{tool} -c 'import os; print(os.getresuid(), os.getresgid())'"));
        Assert.Equal("refused", await box.RunAsync($$"""
            python3 -c "import os, struct
            try:
                os.setxattr('{{tool}}', 'security.capability', struct.pack('<IIIII', 0x02000001, 0xffffffff, 0, 0xffffffff, 0))
                print('given')
            except OSError:
                print('refused')"
            """, "root"));
        foreach (var program in new[] { "su root -c id", "mount", "newgrp root", "passwd -d root" })
            Assert.DoesNotContain("uid=0", await box.RunAsync($"{program} </dev/null 2>&1; id -u; true"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_that_are_stopped_end_by_their_time_out_or_with_their_caller()
    {
        await using var box = await NewAsync();
        var stopped = await box.ExecAsync(new() { Command = SandboxCommand.Shell(StopItself), TimeoutSeconds = 1 });
        Assert.Equal((true, ""), (stopped.TimedOut, stopped.Stdout));

        // Helpers of the files API run as their user, who can stop them.
        var stopping = await box.StartAsync("stop");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(2));
        Assert.True(await Record.ExceptionAsync(() => server.Client.Files.SearchAsync(box.Id, new() { Path = "/usr", Pattern = "x" }, patience.Token)) is OperationCanceledException or WarrenException);
        var late = await Record.ExceptionAsync(() => box.ExecAsync(new() { Command = SandboxCommand.Shell("sleep 1000"), TimeoutSeconds = 1 }));
        Assert.True(late is null or WarrenException, late?.ToString());
        await box.EndAsync(stopping);
        Assert.Equal("none left", await box.RunAsync("until [ \"$(grep -l '^State:.T' /proc/[0-9]*/status 2>/dev/null)\" = '' ]; do :; done; echo none left", "root"));
    }

    /// <summary>A program that stops itself and what it started.</summary>
    protected virtual string StopItself => "(kill -STOP $$ & setsid sh -c 'kill -STOP $$; echo went on'); echo went on";

    [Fact]
    public async Task Users_that_root_invents_lead_to_no_id_of_the_guest()
    {
        await using var box = await NewAsync();
        await box.RunAsync("""
            printf '%s\n' guest:x:65533:65533::/:/bin/sh tracked:x:1001:40005::/:/bin/sh negative:x:-1:0::/:/bin/sh \
                huge:x:4294967295:0::/:/bin/sh wraps:x:4294967296:0::/:/bin/sh top:x:0:0::/:/bin/sh ':x:0:0::/:/bin/sh' >> /etc/passwd
            printf 'guests:x:65533:agent,top\ntracks:x:40007:agent,top\nmine:x:1234:agent,top\n' >> /etc/group
            """, "root");
        foreach (var user in new[] { "guest", "tracked", "negative", "huge", "wraps", "65533", "65533:65533", "0:40007", "1000:65533", "-1", "0:-1", "4294967296", "agent:root" })
            Assert.Equal(ErrorCode.InvalidRequest, (await Assert.ThrowsAsync<WarrenException>(() => box.RunAsync("id", user))).Code);
        // The name is another one for root, who has no more rights than before, and no group of the guest's but the one that is tracked.
        Assert.Equal("0 0 1234", await box.RunAsync("echo $(id -u) $(id -g) $(id -G | tr ' ' '\\n' | grep -vx 0 | awk '$1 < 40000 || $1 > 59999' | xargs)", "top"));
        Assert.Equal("1000 1000", await box.RunAsync("echo $(id -u) $(id -g)"));
        foreach (var passwd in new[] { "mkfifo /etc/passwd", "ln -s /proc/self/mem /etc/passwd", "ln -s /dev/zero /etc/passwd", "mkdir /etc/passwd", "head -c 2M /dev/zero > /etc/passwd" })
        {
            await box.RunAsync($"rm -rf /etc/passwd; {passwd}", "root");
            Assert.Equal("1000", await box.RunAsync("id -u"));
        }
    }

    [Fact]
    public async Task Environment_and_libraries_of_a_sandbox_do_not_reach_the_guest_and_its_helpers()
    {
        await using var box = await NewAsync(new()
        {
            Env = new Dictionary<string, string>
            {
                ["LD_PRELOAD"] = "/workspace/evil.so", ["LD_LIBRARY_PATH"] = "/workspace", ["PATH"] = "/workspace/bin:/usr/bin:/bin", ["HOME"] = "/proc/self/fd",
                ["DOTNET_STARTUP_HOOKS"] = "/workspace/evil.dll", ["DOTNET_gcServer"] = "1", ["DOTNET_GCHeapHardLimit"] = "1", ["DOTNET_EnableDiagnostics"] = "1", ["TMPDIR"] = "/proc",
            },
        });
        await box.RunAsync("mkdir -p /workspace/bin /workspace/tree && echo text > /workspace/tree/file && for name in guest init sh tar cp grep; do printf '#!/bin/sh\\ntouch /workspace/ran\\n' > /workspace/bin/$name; chmod 755 /workspace/bin/$name; done");
        await box.RunAsync("echo /workspace/evil.so > /etc/ld.so.preload; rm -rf /usr/lib/locale", "root");
        var copied = await server.Client.Files.CopyAsync(box.Id, new() { From = "/workspace/tree", To = "/workspace/copy" }, Token);
        var found = await server.Client.Files.SearchAsync(box.Id, new() { Path = "/workspace/copy", Pattern = "text" }, Token);
        using (var archive = await server.Client.Files.ReadArchiveAsync(box.Id, "/workspace/tree", "tar", null, Token))
            Assert.NotEmpty(await ReadAllAsync(archive));
        Assert.Equal((1, 1), (copied.Files, found.Matches.Count));
        Assert.Equal("no", await box.RunAsync("test -e /workspace/ran && echo yes || echo no"));
    }

    [Fact]
    public async Task Workdirs_in_proc_lead_nowhere_else()
    {
        var box = await SharedAsync();
        foreach (var user in Users)
            foreach (var workdir in IntoProc)
                await AssertInsideAsync(box, new() { Command = new(["/bin/sh", "-c", "readlink /proc/self/cwd; [ . -ef / ] && echo root || echo other"]), Workdir = workdir, User = user });
    }

    [Fact]
    public async Task Programs_in_proc_are_run_as_the_user_or_not_at_all()
    {
        var box = await SharedAsync();
        foreach (var program in IntoProc.Concat(["/proc/self/exe", "/proc/1/exe", "/proc/thread-self/exe"]))
        {
            var result = await TryAsync(() => box.ExecAsync(new() { Command = new([program, "--no-such-option"]) }));
            // /proc/self/exe is the guest's program, which everybody may run, as they are; it knows no such verb.
            Assert.True(result is null || (result.ExitCode != 0 && result.Stdout.Length == 0), program);
        }
    }

    [Theory]
    [InlineData("/proc/self/fd/8", "/bin/pwd")]
    [InlineData("/", "/proc/self/fd/3")]
    [InlineData("/", "/proc/self/exe")]
    [InlineData("/", "/proc/1/fd/0")]
    public async Task Entrypoints_in_proc_fail_alone(string workdir, string program)
    {
        await using var box = await NewAsync(new() { Entrypoint = new() { Command = new([program]), Workdir = workdir, Restart = RestartPolicy.Never } });
        Assert.Equal("alive", await box.RunAsync("echo alive"));
        var entrypoint = (await server.Client.Sandboxes.GetAsync(box.Id, Token)).Entrypoint;
        Assert.False(entrypoint?.ExitCode == 0, "it ran");
    }

    [Fact]
    public async Task Output_that_imitates_the_guest_is_output()
    {
        var box = await SharedAsync();
        // Heads and frames of the guest's protocol, HTTP answers, events, and every byte.
        const string script = """
            import sys
            frames = b''.join(bytes([kind]) + size.to_bytes(4, order) + body for kind in range(8) for order in ('little', 'big') for body in (b'', b'{"exitCode":0}') for size in (0, len(body), 0xffffffff))
            data = frames + b'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n' + b'event: exit\ndata: {"exitCode":0}\n\n' + bytes(range(256)) * 16
            sys.stdout.buffer.write(data); sys.stderr.buffer.write(data); sys.stdout.flush(); sys.exit(7)
            """;
        var result = await box.ExecAsync(new() { Command = new(["python3", "-c", script]) });
        Assert.Equal((7, false, null), (result.ExitCode, result.TimedOut, result.Signal));
        Assert.Equal(result.StdoutBase64, result.StderrBase64);
        Assert.Equal(Enumerable.Range(0, 256).Select(value => (byte)value), result.StdoutBase64![^256..]);
    }

    [Fact]
    public async Task Programs_that_are_named_as_the_guest_are_killed_with_their_exec()
    {
        var box = await SharedAsync();
        var exec = await server.Client.Sandboxes.StartAsync(box.Id, new()
        {
            Command = new(["/bin/bash", "-c", "for name in init guest .NET_spawner; do (exec -a $name setsid sleep 4321 & ) ; done; env -i setsid bash -c 'exec -a init sleep 4321' & echo; exec sleep 4321"]),
        }, Token);
        await box.RunAsync("until [ $(grep -laz '[4]321' /proc/[0-9]*/cmdline 2>/dev/null | wc -l) -ge 5 ]; do :; done");
        await box.EndAsync(exec.Id);
        Assert.Equal("0", await box.RunAsync("cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -cx '[4]321'; true"));
    }

    // Either the folder is refused, or it is one of the sandbox's own: its root, or one of /proc itself.
    private static async Task AssertInsideAsync(Box box, ExecRequest request)
    {
        if (await TryAsync(() => box.ExecAsync(request)) is not { } result)
            return;
        Assert.True(result.ExitCode == 0, $"{request.Workdir}: {result.Stderr}");
        Assert.Matches("^(/\nroot|/proc/[a-z0-9/-]*\nother)\n$", result.Stdout);
    }

    private static async Task<ExecResult?> TryAsync(Func<Task<ExecResult>> action)
    {
        try
        {
            return await action();
        }
        catch (WarrenException refused) when (refused.Code == ErrorCode.InvalidRequest)
        {
            return null;
        }
    }

    private static async Task<byte[]> ReadAllAsync(Warren.Client.FileDownload download)
    {
        using var data = new MemoryStream();
        await download.Content.CopyToAsync(data, Token);
        return data.ToArray();
    }
}
