using System.Text;

namespace Warren.Guest.Tests;

public sealed class BackgroundTests(SharedGuest guest)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_background_program_is_listed_read_later_and_forgotten()
    {
        var request = Execs.Shell("echo one; echo two >&2; exit 3");
        var status = await guest.Client.StartAsync(request, Cancel);
        Assert.True(status.Background);
        await using var exec = await guest.Client.AttachAsync(request.Id, 0, 0, Cancel);
        var outcome = await exec.CollectAsync();
        Assert.Equal(("one\n", "two\n", 3), (outcome.Text, outcome.ErrorText, outcome.Exit.ExitCode));
        Assert.Equal(3, (await guest.Client.GetAsync(request.Id, Cancel)).Exit!.ExitCode);
        Assert.Contains(await guest.Client.ListAsync(Cancel), known => known.Id == request.Id);
        await guest.Client.ForgetAsync(request.Id, Cancel);
        var gone = await Assert.ThrowsAsync<WarrenException>(() => guest.Client.GetAsync(request.Id, Cancel));
        Assert.Equal(ErrorCode.NotFound, gone.Code);
    }

    [Fact]
    public async Task Output_can_be_read_again_from_an_offset()
    {
        var request = Execs.Shell("printf 0123456789");
        await guest.Client.StartAsync(request, Cancel);
        for (var offset = 0; offset <= 10; offset += 5)
        {
            await using var exec = await guest.Client.AttachAsync(request.Id, offset is 5 ? 5 : 0, 0, Cancel);
            Assert.Equal(offset is 5 ? "56789" : "0123456789", (await exec.CollectAsync()).Text);
        }
        var beyond = await Assert.ThrowsAsync<WarrenException>(() => guest.Client.AttachAsync(request.Id, 11, 0, Cancel));
        Assert.Equal(ErrorCode.InvalidRequest, beyond.Code);
    }

    [Fact]
    public async Task A_foreground_program_whose_stream_breaks_runs_on_and_can_be_attached_to()
    {
        var request = Execs.Shell("echo first; while [ ! -e /tmp/go-$0 ]; do sleep 0.02; done; echo second") with { };
        request = request with { Arguments = [.. request.Arguments, request.Id] };
        await using (var exec = await guest.Client.RunAsync(request, Cancel))
        await using (var frames = exec.ReadAsync(Cancel).GetAsyncEnumerator(Cancel))
            while (await frames.MoveNextAsync() && frames.Current is not GuestFrame.Output)
            {
            }
        await guest.Client.RunShellAsync($"touch /tmp/go-{request.Id}");
        await using var again = await guest.Client.AttachAsync(request.Id, 6, 0, Cancel);
        Assert.Equal("second\n", (await again.CollectAsync()).Text);
    }

    [Fact]
    public async Task What_is_not_read_in_time_is_dropped_from_the_start_and_counted()
    {
        var request = Execs.Request("seq", "1", "1000000");
        await guest.Client.StartAsync(request, Cancel);
        GuestExecStatus status;
        do
            status = await guest.Client.GetAsync(request.Id, Cancel);
        while (status.Exit is null);
        Assert.Equal(6888896, status.StdoutBytes);
        await using var exec = await guest.Client.AttachAsync(request.Id, 0, 0, Cancel);
        var outcome = await exec.CollectAsync();
        Assert.Equal(status.StdoutBytes, outcome.Dropped + outcome.Stdout.Length);
        Assert.InRange(outcome.Stdout.Length, 8 * 1024, GuestProtocol.MaxKeptOutput);
        Assert.EndsWith("999999\n1000000\n", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_reader_loses_nothing_and_a_new_reader_takes_over()
    {
        var request = Execs.Request("seq", "1", "1000000");
        await using var first = await guest.Client.RunAsync(request, Cancel);
        var text = new StringBuilder();
        var frames = first.ReadAsync(Cancel).GetAsyncEnumerator(Cancel);
        while (text.Length < 2_000_000 && await frames.MoveNextAsync())
            if (frames.Current is GuestFrame.Output output)
                text.Append(Encoding.ASCII.GetString(output.Data.Span));
        Assert.Null((await guest.Client.GetAsync(request.Id, Cancel)).Exit);
        await using var second = await guest.Client.AttachAsync(request.Id, text.Length, 0, Cancel);
        var rest = await second.CollectAsync();
        Assert.Equal(0, rest.Dropped);
        text.Append(rest.Text);
        Assert.Equal(6888896, text.Length);
        Assert.Equal(string.Join('\n', Enumerable.Range(1, 1000000)) + "\n", text.ToString());
        var replaced = await Assert.ThrowsAsync<WarrenException>(async () => { while (await frames.MoveNextAsync()) { } });
        Assert.Equal(ErrorCode.Conflict, replaced.Code);
    }

    [Fact]
    public async Task Input_is_streamed_to_a_running_program_and_ended()
    {
        var request = Execs.Shell("while read line; do echo got $line; done; echo end") with { OpenStdin = true };
        await guest.Client.StartAsync(request, Cancel);
        await guest.Client.WriteStdinAsync(request.Id, "a\nb\n"u8.ToArray(), end: false, Cancel);
        await guest.Client.WriteStdinAsync(request.Id, "c\n"u8.ToArray(), end: true, Cancel);
        await using var exec = await guest.Client.AttachAsync(request.Id, 0, 0, Cancel);
        Assert.Equal("got a\ngot b\ngot c\nend\n", (await exec.CollectAsync()).Text);
        await guest.Client.WriteStdinAsync(request.Id, "late"u8.ToArray(), end: false, Cancel);
    }

    [Fact]
    public async Task First_input_of_a_background_program_is_taken_at_once()
    {
        var request = Execs.Shell("sleep 0.2; wc -c") with { Stdin = new byte[GuestProtocol.MaxInlineStdin] };
        await guest.Client.StartAsync(request, Cancel);
        await using var exec = await guest.Client.AttachAsync(request.Id, 0, 0, Cancel);
        Assert.Equal($"{GuestProtocol.MaxInlineStdin}\n", (await exec.CollectAsync()).Text);
        var large = Execs.Request("cat") with { Stdin = new byte[GuestProtocol.MaxInlineStdin + 1] };
        Assert.Equal(ErrorCode.TooLarge, (await Assert.ThrowsAsync<WarrenException>(() => guest.Client.StartAsync(large, Cancel))).Code);
    }

    [Fact]
    public async Task Input_to_a_program_that_has_none_is_a_conflict()
    {
        var request = Execs.Request("sleep", "1000");
        await guest.Client.StartAsync(request, Cancel);
        var failure = await Assert.ThrowsAsync<WarrenException>(() => guest.Client.WriteStdinAsync(request.Id, "x"u8.ToArray(), true, Cancel));
        Assert.Equal(ErrorCode.Conflict, failure.Code);
        await guest.Client.ForgetAsync(request.Id, Cancel);
    }

    [Fact]
    public async Task The_same_id_gives_the_same_program_or_a_conflict()
    {
        var request = Execs.Request("sleep", "1000");
        var first = await guest.Client.StartAsync(request, Cancel);
        Assert.Equal(first.Pid, (await guest.Client.StartAsync(request, Cancel)).Pid);
        var other = await Assert.ThrowsAsync<WarrenException>(() => guest.Client.StartAsync(request with { Arguments = ["true"] }, Cancel));
        var run = await Assert.ThrowsAsync<WarrenException>(() => guest.Client.RunAsync(request, Cancel));
        Assert.Equal((ErrorCode.Conflict, ErrorCode.Conflict), (other.Code, run.Code));
        await guest.Client.ForgetAsync(request.Id, Cancel);
        var free = await guest.Client.RunToEndAsync(request with { Arguments = ["true"] });
        Assert.Equal(0, free.Exit.ExitCode);
    }
}
