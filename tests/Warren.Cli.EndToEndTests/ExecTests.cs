using System.Security.Cryptography;
using System.Text;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Client;

namespace Warren.Cli.EndToEndTests;

public sealed class ExecTests(Cli cli) : IClassFixture<Cli>, IAsyncLifetime
{
    private WarrenClient? _client;
    private string _box = "";

    private SandboxClient Sandboxes => _client!.Sandboxes;

    public async ValueTask InitializeAsync()
    {
        await cli.RunAsync("up");
        _client = await cli.ConnectAsync();
        _box = (await Sandboxes.CreateAsync(new(), Cli.Token)).Id;
    }

    [Fact]
    public async Task A_background_exec_takes_input_and_is_followed_from_an_offset()
    {
        var exec = await StartAsync("echo ready; read line; echo got $line; cat >&2; exit 5");
        await UntilOutputAsync(exec);
        await Sandboxes.WriteStdinAsync(_box, exec, "one\n"u8.ToArray(), end: false, Cli.Token);
        await Sandboxes.WriteStdinAsync(_box, exec, "two"u8.ToArray(), end: true, Cli.Token);

        var messages = await Sandboxes.AttachAsync(_box, exec, "ready\n".Length, 0, Cli.Token).ToListAsync(Cli.Token);

        Assert.Equal(("got one\n", "two"), (Text(messages, isError: false), Text(messages, isError: true)));
        Assert.Equal("ready\n".Length, messages.OfType<ExecMessage.Output>().First(piece => !piece.IsError).Offset);
        Assert.Equal(5, Assert.IsType<ExecMessage.Exit>(messages[^1]).Value.ExitCode);
        var status = await Sandboxes.GetExecAsync(_box, exec, Cli.Token);
        Assert.Equal((false, 5, 14L), (status.Running, status.ExitCode, status.StdoutBytes));
    }

    [Fact]
    public async Task A_signal_reaches_everything_that_an_exec_started()
    {
        var exec = await StartAsync("sleep 3600 & echo $!; wait; wait");
        await UntilOutputAsync(exec);

        await Sandboxes.SignalAsync(_box, exec, "SIGTERM", Cli.Token);

        var messages = await Sandboxes.AttachAsync(_box, exec, 0, 0, Cli.Token).ToListAsync(Cli.Token);
        var exit = Assert.IsType<ExecMessage.Exit>(messages[^1]).Value;
        Assert.Equal((143, "SIGTERM"), (exit.ExitCode, exit.Signal));
        var gone = await Sandboxes.RunAsync(_box, new() { Command = new(["test", "-d", "/proc/" + Text(messages, isError: false).Trim()]) }, Cli.Token);
        Assert.Equal(1, gone.ExitCode);
    }

    [Fact]
    public async Task A_deleted_exec_is_killed_and_forgotten()
    {
        var exec = await StartAsync("sleep 3600");

        await Sandboxes.DeleteExecAsync(_box, exec, Cli.Token);

        var failure = await Assert.ThrowsAsync<WarrenException>(() => Sandboxes.GetExecAsync(_box, exec, Cli.Token));
        Assert.Equal(ErrorCode.NotFound, failure.Code);
    }

    [Fact]
    public async Task Whoever_goes_away_ends_the_program()
    {
        var exec = "";
        await foreach (var message in Sandboxes.StreamAsync(_box, new() { Command = SandboxCommand.Shell("echo runs; sleep 3600") }, Cli.Token))
        {
            if (message is ExecMessage.Started started)
                exec = started.Id;
            else
                break;
        }

        await IsKilledAsync(exec);
    }

    [Fact]
    public async Task Every_byte_of_every_value_arrives()
    {
        var messages = await Sandboxes.StreamAsync(_box, new() { Command = SandboxCommand.Shell("head -c 3000000 /dev/urandom | tee noise") }, Cli.Token).ToListAsync(Cli.Token);

        byte[] arrived = [.. messages.OfType<ExecMessage.Output>().SelectMany(piece => piece.Bytes.ToArray())];
        var sum = await Sandboxes.RunAsync(_box, new() { Command = new(["sha256sum", "noise"]) }, Cli.Token);
        Assert.Equal(sum.Stdout.Split(' ')[0], Convert.ToHexStringLower(SHA256.HashData(arrived)));
    }

    [Fact]
    public async Task A_program_that_is_not_in_the_image_is_named()
    {
        var refused = await Assert.ThrowsAsync<WarrenException>(() => Sandboxes.RunAsync(_box, new() { Command = new(["no-such-program"]) }, Cli.Token));

        Assert.Equal(ErrorCode.InvalidRequest, refused.Code);
        Assert.Contains("no-such-program", refused.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await Sandboxes.DeleteAsync(_box, CancellationToken.None);
        _client!.Dispose();
    }

    private async Task<string> StartAsync(string line) =>
        (await Sandboxes.StartAsync(_box, new() { Command = SandboxCommand.Shell(line) }, Cli.Token)).Id;

    private async Task UntilOutputAsync(string exec)
    {
        await foreach (var message in Sandboxes.AttachAsync(_box, exec, 0, 0, Cli.Token))
            if (message is ExecMessage.Output)
                break;
    }

    // The server sees a moment later that a caller has gone. What the program wrote stays to be read.
    private async Task IsKilledAsync(string exec)
    {
        ExecStatus status;
        do
            status = await Sandboxes.GetExecAsync(_box, exec, Cli.Token);
        while (status.Running);
        Assert.Equal("SIGKILL", status.Signal);
    }

    private static string Text(IEnumerable<ExecMessage> messages, bool isError) => Encoding.UTF8.GetString(
        [.. messages.OfType<ExecMessage.Output>().Where(piece => piece.IsError == isError).SelectMany(piece => piece.Bytes.ToArray())]);
}
