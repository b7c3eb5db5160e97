using System.IO.Pipelines;
using System.Text;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Cells;
using Warren.Sandboxes.Execs;
using Warren.Sandboxes.Files;

namespace Warren.Drivers.Oci.Tests;

/// <summary>Cells by the real driver and guest.</summary>
public sealed class CellTests
{
    private static CancellationToken Token => CellService.Token;

    [Fact]
    public Task Many_cells_at_once_are_not_mixed_up() => RunAtOnceAsync(40);

    [Fact]
    [Trait("Category", "Full")]
    public Task A_hundred_cells_at_once_are_not_mixed_up() => RunAtOnceAsync(100);

    private static async Task RunAtOnceAsync(int count)
    {
        await using var service = await CellService.StartAsync(count, memory: 32 << 20);
        Assert.Equal(count, service.Cells.SlotsOf(service.Host, CellService.Owner));
        var names = await Task.WhenAll(Enumerable.Range(0, count).Select(async number =>
        {
            await using var cell = await service.OpenAsync();
            var file = new PlaceFile(new("input/name"), Encoding.UTF8.GetBytes($"{number}"));
            var (output, exit) = await CellService.RunAsync(cell, "hostname; cat input/name; cat input/name > out; ls /workspace /workspace/input", file);
            Assert.Equal(
                ($"{cell.Id}\n{number}/workspace:\ninput\nout\n\n/workspace/input:\nname\n", 0, false, false), (output, exit.ExitCode, exit.OomKilled, exit.TimedOut));
            Assert.Equal($"{number}", await ReadAsync(cell, "out"));
            Assert.Equal(["/workspace/input", "/workspace/input/name", "/workspace/out"], await ListAsync(cell));
            return cell.Id;
        }));
        Assert.Equal(count, names.Distinct().Count());
        Assert.Equal(count, service.Processes().Count);
    }

    [Fact]
    public async Task Slots_that_are_used_many_times_leak_nothing()
    {
        await using var service = await CellService.StartAsync(2);
        await UseAsync(20);
        var before = service.Held();
        await UseAsync(150);
        Assert.Equal(before, service.Held());
        Assert.Equal(2, service.Processes().Count);
        var disk = (await service.RunAsync("df / | tail -1 | awk '{print $3}'")).Output;
        await service.RunAsync("head -c 10M /dev/zero > /workspace/big; mkdir -p $(seq -s / 400); for i in $(seq 300); do echo > file-$i; done");
        await service.RunAsync("true");
        Assert.Equal(disk, (await service.RunAsync("df / | tail -1 | awk '{print $3}'")).Output);

        async Task UseAsync(int times) => await Parallel.ForAsync(0, times, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Token }, async (number, _) =>
            Assert.Equal($"{number}\n", (await service.RunAsync($"echo {number}; sleep 1000 & mkdir -p a/b; echo x > a/b/c")).Output));
    }

    [Fact]
    public async Task Trees_of_any_depth_and_size_are_removed_before_a_slot_is_used_again()
    {
        await using var service = await CellService.StartAsync(1);
        await service.RunAsync("exec python3 -c \"import os\nfor _ in range(2000):\n  os.mkdir('d'); os.chdir('d')\n\"");
        await service.RunAsync("exec python3 -c \"import os\ntry:\n  for number in range(100000): os.mknod(f'/workspace/{number}')\nexcept OSError as full: print(full)\n\"");
        Assert.Equal("", (await service.RunAsync("ls -A /workspace")).Output);
        Assert.DoesNotContain(service.Held(), line => line.Contains("/cell-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cells_end_with_the_server_that_opened_them()
    {
        await using var service = await CellService.StartAsync(3);
        var before = service.Held();
        for (var i = 0; i < 3; i++)
            _ = await CellService.BeginAsync(await service.OpenAsync(), "echo begun; sleep 1000 & setsid sleep 1000 & wait");
        Assert.True(service.Processes().Count > 6);
        await service.RestartAsync();
        await UntilAsync(() => service.Processes().Count == 3);
        Assert.Equal("next\n", (await service.RunAsync("echo next")).Output);
        Assert.Equal(before.Select(line => line.Split(':')[0]), service.Held().Select(line => line.Split(':')[0]));
    }

    [Fact]
    public async Task Caller_who_stops_to_listen_ends_the_program_and_one_who_closes_the_cell_all_of_it()
    {
        await using var service = await CellService.StartAsync(1);
        await using (var cell = await service.OpenAsync())
        {
            await using (await CellService.BeginAsync(cell, "echo begun; sleep 1000 & wait"))
                Assert.True(service.Processes().Count > 2);
            await UntilAsync(() => service.Processes().Count == 2);
            using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var waiting = service.Cells.OpenAsync(service.Host, CellService.Owner, cancelled.Token);
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }
        Assert.Single(service.Processes());
        Assert.Equal("free\n", (await service.RunAsync("echo free")).Output);
    }

    [Fact]
    public async Task Cells_have_limits_of_their_own()
    {
        await using var service = await CellService.StartAsync(2);
        await using var other = await service.OpenAsync();
        var (_, memory) = await service.RunAsync("exec python3 -c 'held = bytearray(400 << 20)'");
        Assert.Equal((137, true), (memory.ExitCode, memory.OomKilled));
        Assert.Contains("No space left", (await service.RunAsync("head -c 100M /dev/zero > big")).Output, StringComparison.Ordinal);
        Assert.Contains("fork", (await service.RunAsync("for i in $(seq 100); do sleep 1000 & done")).Output, StringComparison.OrdinalIgnoreCase);
        var (_, late) = await RunAsync(new() { Command = SandboxCommand.Shell("sleep 1000 & sleep 1000"), TimeoutSeconds = 0.5 });
        Assert.Equal((-1, true, false), (late.ExitCode, late.TimedOut, late.OomKilled));
        var (output, exit) = await CellService.RunAsync(other, "head -c 20M /dev/zero > big; python3 -c 'held = bytearray(64 << 20); print(6*7)'");
        Assert.Equal(("42\n", false), (output, exit.OomKilled));

        async Task<(string Output, ExecExit Exit)> RunAsync(ExecRequest request)
        {
            await using var cell = await service.OpenAsync();
            await foreach (var happened in cell.StreamAsync(request, [], Token))
                if (happened is ExecEvent.Exit end)
                    return ("", end.Value);
            throw new InvalidOperationException("no exit");
        }
    }

    [Fact]
    public async Task Files_go_in_and_out_by_themselves_and_as_archives()
    {
        await using var service = await CellService.StartAsync(1);
        await using var cell = await service.OpenAsync();
        var large = new byte[3 << 20];
        Random.Shared.NextBytes(large);
        var written = await cell.WriteAsync(new("/workspace/deep/large"), new() { Mode = "0600" }, PipeReader.Create(new(large)), large.Length, Token);
        Assert.Equal(("/workspace/deep/large", large.Length, "0600", "agent"), (written.Path, written.Size, written.Mode, written.User));
        var (output, _) = await CellService.RunAsync(cell, "sha256sum < deep/large; cat tool", new PlaceFile(new("tool"), "text"u8.ToArray()) { Mode = "0755" });
        Assert.Equal($"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(large))}  -\ntext", output);
        await using (var content = await cell.OpenAsync(new("deep/large"), new(100, 50, null), Token))
            Assert.Equal(50, content.Length);
        using var archive = new MemoryStream();
        await cell.PackAsync(new("/workspace"), "tar", (piece, token) => archive.WriteAsync(piece, token), Token);
        Assert.Contains("deep/large", Encoding.Latin1.GetString(archive.ToArray()), StringComparison.Ordinal);
        Assert.Equal(["/workspace/deep", "/workspace/deep/large", "/workspace/tool"], await ListAsync(cell));
        var refused = await Assert.ThrowsAsync<WarrenException>(() => CellService.RunAsync(cell, "true", new PlaceFile(new("/usr/bin/tool"), default)));
        Assert.Equal(ErrorCode.Forbidden, refused.Code);
    }

    [Fact]
    public async Task Cell_whose_program_cannot_be_started_leaves_its_slot()
    {
        await using var service = await CellService.StartAsync(1);
        for (var i = 0; i < 3; i++)
        {
            await using var cell = await service.OpenAsync();
            var request = new ExecRequest { Command = new(["/no/such/program"]) };
            var refused = await Assert.ThrowsAsync<WarrenException>(async () => { await foreach (var _ in cell.StreamAsync(request, [], Token)) { } });
            Assert.Equal(ErrorCode.InvalidRequest, refused.Code);
        }
        Assert.Equal("fine\n", (await service.RunAsync("echo fine")).Output);
        await using var other = await service.OpenAsync();
        Assert.Equal(ErrorCode.InvalidRequest, (await Assert.ThrowsAsync<WarrenException>(async () =>
        {
            await foreach (var _ in other.StreamAsync(new() { Command = new(["true"]), Background = true }, [], Token)) { }
        })).Code);
    }

    [Fact]
    public async Task Output_is_held_back_while_nobody_takes_it_and_none_is_lost()
    {
        await using var service = await CellService.StartAsync(1);
        await using var cell = await service.OpenAsync();
        long bytes = 0;
        await foreach (var happened in cell.StreamAsync(new() { Command = SandboxCommand.Shell("head -c 40M /dev/zero; echo end >&2") }, [], Token))
            switch (happened)
            {
                case ExecEvent.Output output:
                    bytes += output.Data.Length;
                    break;
                case ExecEvent.Dropped:
                    Assert.Fail("Output was dropped.");
                    break;
            }
        Assert.Equal((40 << 20) + 4, bytes);
    }

    [Fact]
    public async Task Sandbox_that_is_started_again_holds_cells_again()
    {
        await using var service = await CellService.StartAsync(2);
        await service.RunAsync("echo x > /workspace/x");
        await service.Service.StopAsync(service.Host, CellService.Owner, Token);
        Assert.Empty(service.Processes());
        Assert.Equal(ErrorCode.InvalidState, (await Assert.ThrowsAsync<WarrenException>(service.OpenAsync)).Code);
        await service.Service.StartAsync(service.Host, CellService.Owner, Token);
        Assert.Equal("", (await service.RunAsync("ls /workspace")).Output);
        await service.Service.PauseAsync(service.Host, CellService.Owner, Token);
        await service.Service.ResumeAsync(service.Host, CellService.Owner, Token);
        Assert.Equal("on\n", (await service.RunAsync("echo on")).Output);
    }

    [Fact]
    public async Task Whole_sandbox_is_a_place_like_a_cell()
    {
        await using var service = await CellService.StartAsync(1);
        var whole = await service.Service.CreateAsync(CellService.Small, CellService.Owner, Token);
        await using (var place = service.Cells.Whole(whole.Id, CellService.Owner))
        {
            var (output, exit) = await CellService.RunAsync(place, "cat in/file; echo out > out", new PlaceFile(new("in/file"), "in "u8.ToArray()));
            Assert.Equal(("in ", 0), (output, exit.ExitCode));
            Assert.Equal(["/workspace/in", "/workspace/in/file", "/workspace/out"], await ListAsync(place));
        }
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<WarrenException>(() => service.Service.Get(whole.Id, CellService.Owner)).Code);
    }

    private static async Task<IReadOnlyList<string>> ListAsync(ISandboxPlace cell) =>
        [.. (await cell.ListAsync(new("/workspace"), 8, 1000, null, Token)).Items.Select(entry => entry.Path)];

    private static async Task<string> ReadAsync(SandboxCell cell, string path)
    {
        await using var content = await cell.OpenAsync(new FilePath(path), null, Token);
        using var memory = new MemoryStream();
        var pipe = PipeWriter.Create(memory, new(leaveOpen: true));
        await content.CopyToAsync(pipe, Token);
        await pipe.CompleteAsync();
        return Encoding.UTF8.GetString(memory.ToArray());
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
    }
}
