using System.Text;
using Warren.Api;
using Warren.Api.Sandboxes;
using static Warren.Sandboxes.Tests.ServiceFixture;

namespace Warren.Sandboxes.Tests.Execs;

public sealed class SandboxExecsTests
{
    [Fact]
    public async Task Result_has_both_streams_and_the_exit_code()
    {
        await using var fixture = await StartAsync();
        fixture.Engine.Run = _ => new() { Stdout = "out"u8.ToArray(), Stderr = "err"u8.ToArray(), ExitCode = 3 };
        var result = await RunAsync(fixture);
        Assert.Equal(("out", "err", 3, null, false), (result.Stdout, result.Stderr, result.ExitCode, result.Signal, result.StdoutTrimmed));
    }

    [Fact]
    public async Task Signal_is_named()
    {
        await using var fixture = await StartAsync();
        fixture.Engine.Run = _ => new() { Signal = 15 };
        var result = await RunAsync(fixture);
        Assert.Equal((143, "SIGTERM"), (result.ExitCode, result.Signal));
    }

    [Fact]
    public async Task Environment_is_the_images_then_the_sandboxs_then_the_execs()
    {
        await using var fixture = await StartAsync();
        fixture.Engine.Run = request => new()
        {
            Stdout = Encoding.UTF8.GetBytes(string.Join(' ', request.Env!.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}"))),
        };
        var sandbox = await fixture.CreateAsync(new() { Env = new Dictionary<string, string> { ["A"] = "sandbox", ["B"] = "sandbox" } });
        var result = await fixture.Service.Execs.RunAsync(sandbox.Id,
            new() { Command = new(["env"]), Env = new Dictionary<string, string> { ["B"] = "exec" } }, Owner, Token);
        Assert.Equal("A=sandbox B=exec FROM_IMAGE=yes PATH=/bin", result.Stdout);
    }

    [Fact]
    public async Task Long_output_keeps_its_start_and_its_end()
    {
        await using var fixture = await StartAsync();
        var lines = string.Concat(Enumerable.Range(0, 400_000).Select(number => $"{number}\n"));
        fixture.Engine.Run = _ => new() { Stdout = Encoding.UTF8.GetBytes(lines) };
        var result = await RunAsync(fixture);
        Assert.True(result.StdoutTrimmed);
        Assert.StartsWith("0\n1\n2\n", result.Stdout, StringComparison.Ordinal);
        Assert.EndsWith("399998\n399999\n", result.Stdout, StringComparison.Ordinal);
        Assert.Contains($"[... {lines.Length - (1 << 20)} bytes left out ...]", result.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_that_is_no_text_comes_exactly_beside_its_text()
    {
        await using var fixture = await StartAsync();
        fixture.Engine.Run = _ => new() { Stdout = [0x41, 0xFF, 0x42] };
        var result = await RunAsync(fixture);
        Assert.Equal("A\uFFFDB", result.Stdout);
        Assert.Equal([0x41, 0xFF, 0x42], result.StdoutBase64);
    }

    [Fact]
    public async Task Caller_that_goes_away_kills_the_program()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        var started = new TaskCompletionSource();
        var killed = new TaskCompletionSource();
        fixture.Engine.Run = _ => new()
        {
            Wait = async token =>
            {
                token.Register(killed.SetResult);
                started.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            },
        };
        using var caller = new CancellationTokenSource();
        var running = fixture.Service.Execs.RunAsync(sandbox.Id, new() { Command = new(["sleep"]) }, Owner, caller.Token);
        await started.Task;
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await killed.Task;
    }

    [Fact]
    public async Task Exec_that_is_under_way_when_the_guest_dies_fails_and_no_exit_code_is_invented()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        var started = new TaskCompletionSource();
        fixture.Engine.Run = _ => new()
        {
            Wait = token =>
            {
                started.SetResult();
                return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            },
        };
        var running = fixture.Service.Execs.RunAsync(sandbox.Id, new() { Command = new(["sleep"]) }, Owner, Token);
        await started.Task;
        await fixture.Driver.KillGuestAsync(sandbox.Id, "It was struck by lightning.");
        var failure = await Assert.ThrowsAsync<WarrenException>(() => running);
        Assert.Equal(ErrorCode.SandboxFailed, failure.Code);
    }

    [Fact]
    public async Task Everything_wrong_with_a_request_is_said_at_once()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        var failure = await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.Execs.RunAsync(sandbox.Id,
            new() { Command = new(["a\0b"]), Workdir = "../up", TimeoutSeconds = 0 }, Owner, Token));
        Assert.Equal(["command", "timeoutSeconds", "workdir"], failure.Errors.Keys.Order());
    }

    private static async Task<ExecResult> RunAsync(ServiceFixture fixture)
    {
        var sandbox = await fixture.CreateAsync();
        return await fixture.Service.Execs.RunAsync(sandbox.Id, new() { Command = new(["program"]) }, Owner, Token);
    }
}
