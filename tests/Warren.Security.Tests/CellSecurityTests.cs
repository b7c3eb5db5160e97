using Warren.Sandboxes.Files;

namespace Warren.Security.Tests;

/// <summary>What hostile code in a cell tries: to get out of it, at other cells of the same owner, or at the guest that they share.</summary>
public sealed class CellSecurityTests(SecurityServer server)
{
    private static readonly SandboxSpec Small = new() { Cpu = 1, Memory = 256 << 20, Pids = 64, Disk = 64 << 20 };

    private static CancellationToken Token => SecurityServer.Token;

    [Fact]
    public async Task Code_in_a_cell_has_no_more_rights_than_in_a_sandbox()
    {
        await using var cells = await server.NewCellsAsync(2, Small);
        foreach (var user in SecurityProbes.Users)
        {
            await using var cell = await cells.OpenAsync();
            var calls = await cell.ProbeAsync("system_calls", user);
            foreach (var group in new[] { "mounts", "devices", "namespaces", "keys", "kernel_interfaces", "kernel_code", "clocks" })
                SecurityProbes.AssertRefused(calls.GetProperty(group), "EPERM", SecurityProbes.Missing);
            SecurityProbes.AssertRefused(calls.GetProperty("other_architectures"), "SIGSYS");
            var sockets = await cell.ProbeAsync("sockets", user);
            SecurityProbes.AssertRefused(sockets.GetProperty("families"), "ENOSYS");
            SecurityProbes.AssertRefused(sockets.GetProperty("raw"), "EPERM");
            SecurityProbes.AssertRefused(sockets.GetProperty("network"), "EPERM");
            SecurityProbes.AssertRefused(sockets.GetProperty("ways"), "ENETUNREACH");
            Assert.Equal(["lo"], SecurityProbes.Strings(sockets.GetProperty("interfaces")));
            var given = await cell.ProbeAsync("descriptors", user);
            Assert.Equal(["0", "1", "2"], given.GetProperty("descriptors").EnumerateObject().Select(one => one.Name).Order());
            Assert.Equal(["0000000000000000"], SecurityProbes.Strings(given.GetProperty("capabilities")));
            Assert.Equal(1, given.GetProperty("no_new_privileges").GetInt32());
        }
    }

    [Fact]
    public async Task Files_of_the_kernel_are_masked_in_cells_too()
    {
        await using var cells = await server.NewCellsAsync(2, Small);
        string[] harmless = ["full", "null", "ptmx", "pts/ptmx", "random", "stderr", "stdin", "stdout", "tty", "urandom", "zero"];
        foreach (var user in SecurityProbes.Users)
        {
            await using var cell = await cells.OpenAsync();
            var got = await cell.ProbeAsync("kernel_files", user);
            Assert.Empty(SecurityProbes.Opened(got.GetProperty("secrets")));
            Assert.Equal(0, got.GetProperty("addresses").GetInt32());
            Assert.Empty(SecurityProbes.Opened(got.GetProperty("levers")));
            Assert.Empty(SecurityProbes.Strings(got.GetProperty("writable")).Except(["/proc/keys", "/proc/interrupts", "/proc/timer_list"]));
            Assert.Equal(harmless, SecurityProbes.Strings(got.GetProperty("devices")));
        }
    }

    [Fact]
    public async Task First_process_of_a_cell_is_no_more_to_be_had_than_the_guest()
    {
        await using var cells = await server.NewCellsAsync(2, Small);
        foreach (var user in SecurityProbes.Users)
        {
            await using var cell = await cells.OpenAsync();
            var got = await cell.ProbeAsync("guest_attacks", user);
            foreach (var group in new[] { "signals", "traces", "limits" })
                SecurityProbes.AssertRefused(got.GetProperty(group), "EPERM");
            SecurityProbes.AssertRefused(got.GetProperty("files"), "EACCES");
            Assert.Empty(SecurityProbes.Strings(got.GetProperty("descriptors")));
            Assert.Empty(SecurityProbes.Strings(got.GetProperty("listening")));
        }
    }

    [Fact]
    public async Task Files_sockets_processes_and_memory_of_another_cell_are_not_there()
    {
        await using var cells = await server.NewCellsAsync(2, Small);
        foreach (var user in SecurityProbes.Users)
        {
            await using var one = await cells.OpenAsync();
            await using var other = await cells.OpenAsync();
            await using var left = await one.StartAsync(Probe.Command("neighbours", "neighbours-leave"), user);
            SecurityProbes.AssertRefused(await other.ProbeAsync("neighbours", user, "look"), "ENOENT", SecurityProbes.NotThere);
            // The first process, and the shell that asks, which has a new number for each program before it.
            Assert.Equal(2, (await other.RunAsync("cd /proc; echo [0-9]*", user)).Split(' ').Length);
        }
    }

    [Fact]
    public async Task Nothing_is_left_in_a_slot_for_the_next_cell()
    {
        await using var cells = await server.NewCellsAsync(1, Small);
        const string look = "find / -xdev -newer /etc/hostname -not -path '/proc*' 2>/dev/null | grep secret; ls -A /workspace /tmp /dev/shm /dev/mqueue /root; cat /etc/new 2>&1; ls /proc | grep -c '^[0-9]'";
        var fresh = await cells.RunAsync(look, "root");
        foreach (var user in SecurityProbes.Users)
        {
            await using (var first = await cells.OpenAsync())
            {
                await first.RunAsync("echo secret > /tmp/secret; mkdir -p /workspace/secret/deep; echo secret > /dev/shm/secret; echo x > /etc/new; rm -rf /usr/bin/env; chmod 000 /workspace/secret; true", user);
                await using var left = await first.StartAsync(Probe.Command("neighbours", "neighbours-leave"), user);
            }
            Assert.Equal(fresh, await cells.RunAsync(look, "root"));
            await using var second = await cells.OpenAsync();
            SecurityProbes.AssertRefused(await second.ProbeAsync("neighbours", user, "look"), "ENOENT", SecurityProbes.NotThere);
        }
    }

    [Fact]
    public async Task What_a_program_in_a_cell_leaves_running_ends_with_it()
    {
        await using var cells = await server.NewCellsAsync(1, Small);
        await using var cell = await cells.OpenAsync();
        await cell.RunAsync("""
            python3 -c "
            import os, signal, sys
            if os.fork(): sys.exit()
            os.setsid()
            for number in range(1, 65):
                try: signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError): pass
            if os.fork(): sys.exit()
            os.closerange(0, 3)
            os.execv('/bin/sleep', ['daemon', '1000'])"
            (setsid sh -c 'while :; do sleep 1000 & wait; done' >/dev/null 2>&1 &)
            echo kept > /workspace/kept
            """);
        Assert.Empty(cells.Programs());
        Assert.Contains("/workspace/kept", await cell.ListAsync("/workspace"));
        Assert.Equal("kept", await cell.RunAsync("cat /workspace/kept"));
    }

    [Fact]
    public async Task Cell_that_is_closed_ends_what_runs_in_it()
    {
        await using var cells = await server.NewCellsAsync(1, Small);
        await using (var cell = await cells.OpenAsync())
        {
            await using var running = await cell.StartAsync(["/bin/sh", "-c", "sleep 1000 & setsid sleep 1000 & echo runs; wait"]);
            Assert.NotEmpty(cells.Programs());
            await cell.DisposeAsync();
            Assert.Empty(cells.Programs());
        }
        Assert.Equal("free", await cells.RunAsync("echo free"));
    }

    [Theory]
    [InlineData("bomb() { bomb | bomb & }; bomb; sleep 0.2; exit 0")]
    [InlineData("exec python3 -c 'held = []\nwhile True: held.append(bytearray(8 << 20))'")]
    [InlineData("head -c 200M /dev/zero > /workspace/big; head -c 200M /dev/zero > /dev/shm/big; sleep 1")]
    [InlineData("mkdir /workspace/many; cd /workspace/many; exec python3 -c 'import os\ntry:\n  for number in range(100000): os.mknod(str(number))\nexcept OSError as full: print(full)'")]
    [InlineData("for i in 1 2 3 4 5 6 7 8; do (while :; do :; done) & done; sleep 3")]
    [InlineData("head -c 100M /dev/zero; head -c 100M /dev/zero >&2")]
    public async Task What_a_cell_uses_up_is_its_own(string attack)
    {
        await using var cells = await server.NewCellsAsync(2, Small);
        await using var hostile = await cells.OpenAsync();
        var attacking = Record.ExceptionAsync(() => hostile.ExecAsync(new() { Command = SandboxCommand.Shell(attack), TimeoutSeconds = 10 }));
        for (var i = 0; i < 5 || !attacking.IsCompleted; i++)
        {
            await using var cell = await cells.OpenAsync();
            Assert.Equal("fine", await cell.RunAsync("head -c 20M /dev/zero > /workspace/some && python3 -c 'held = bytearray(100 << 20); print(\"fine\")'"));
        }
        Assert.Null(await attacking);
        await hostile.DisposeAsync();
        Assert.Empty(cells.Programs());
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ => Assert.Equal("fine", await cells.RunAsync("head -c 40M /dev/zero > /workspace/some && echo fine"))));
    }

    [Fact]
    public async Task Links_that_a_cell_leaves_lead_the_files_api_nowhere_else()
    {
        await using var cells = await server.NewCellsAsync(2, Small);
        await using var victim = await cells.OpenAsync();
        await victim.RunAsync("echo secret > /workspace/secret");
        await using var cell = await cells.OpenAsync();
        await cell.RunAsync("""
            cd /workspace; ln -s / root; ln -s /proc/1/root proc; ln -s ../../../../../../.. up; ln -s /.warren-cells/disk-0 disk; ln -s /.warren/guest guest
            ln -s /.warren-cells cells; mkfifo pipe; ln -s /etc/passwd passwd
            """);
        Assert.Equal(await ListAsync("/"), (await ListAsync("/workspace/root")).Select(path => path["/workspace/root".Length..]));
        Assert.Equal(await ListAsync("/"), (await ListAsync("/workspace/up")).Select(path => path["/workspace/up".Length..]));
        Assert.DoesNotContain("/.warren-cells", await ListAsync("/"));
        foreach (var path in new[] { "proc/workspace/secret", "disk", "cells", "guest", "pipe", "/.warren/seccomp.bpf", "/proc/1/status", "up/.warren-cells/disk-0", "/workspace/secret" })
            Assert.IsType<WarrenException>(await Record.ExceptionAsync(async () => await (await cell.Cell.OpenAsync(new FilePath(path), null, Token)).DisposeAsync()));
        await using var passwd = await cell.Cell.OpenAsync(new FilePath("passwd"), null, Token);
        Assert.True(passwd.Length > 0);

        async Task<IReadOnlyList<string>> ListAsync(string folder) =>
            [.. (await cell.Cell.ListAsync(new FilePath(folder), 1, 1000, null, Token)).Items.Select(entry => entry.Path)];
    }

    [Fact]
    public async Task Guest_of_cells_keeps_no_right_to_mount_or_to_enter_namespaces()
    {
        await using var cells = await server.NewCellsAsync(1, Small);
        const ulong netAdmin = 1 << 12, sysAdmin = 1 << 21;
        var guest = server.GuestOf(cells.Id);
        foreach (var task in Directory.EnumerateDirectories($"/proc/{guest}/task"))
            Assert.All(
                File.ReadLines($"{task}/status").Where(line => line.StartsWith("Cap", StringComparison.Ordinal)),
                line => Assert.Equal(0u, Convert.ToUInt64(line[(line.IndexOf('\t') + 1)..], 16) & (netAdmin | sysAdmin)));
        await using var cell = await cells.OpenAsync();
        await using var running = await cell.StartAsync(["/bin/sh", "-c", "echo runs; sleep 1000"]);
        // The first process of a cell, which has user code beside it, gives them up before there is any.
        var inits = Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[6])
            && CellBoxes.Read($"{folder}/cgroup").Contains($"/{cells.Id}/cell-", StringComparison.Ordinal)
            && File.ReadLines($"{folder}/status").Any(line => line.StartsWith("NSpid:", StringComparison.Ordinal) && line.Split('\t') is [_, _, _, "1"])).ToList();
        Assert.Single(inits);
        Assert.All(File.ReadLines($"{inits[0]}/status").Where(line => line.StartsWith("CapPrm", StringComparison.Ordinal) || line.StartsWith("CapEff", StringComparison.Ordinal)),
            line => Assert.Equal(0u, Convert.ToUInt64(line[(line.IndexOf('\t') + 1)..], 16) & (netAdmin | sysAdmin)));
    }

    [Fact]
    public async Task Programs_that_are_stopped_in_a_cell_end_by_their_time_out()
    {
        await using var cells = await server.NewCellsAsync(1, Small);
        await using var cell = await cells.OpenAsync();
        var (exit, stdout, _) = await cell.ExecAsync(new()
        {
            Command = SandboxCommand.Shell("(kill -STOP $$ & setsid sh -c 'kill -STOP $$; echo went on'); echo went on"), TimeoutSeconds = 1,
        });
        Assert.Equal((true, ""), (exit.TimedOut, stdout));
        Assert.Empty(cells.Programs());
    }
}
