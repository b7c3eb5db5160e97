namespace Warren.Guest.Tests;

public sealed class RetentionTests(SharedGuest guest)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_foreground_program_whose_reader_vanished_is_still_there_with_its_output()
    {
        var request = Execs.Shell("echo out; echo err >&2; while [ ! -e /tmp/end-$0 ]; do sleep 0.02; done; exit 3");
        request = request with { Arguments = [.. request.Arguments, request.Id] };
        await using (var exec = await guest.Client.RunAsync(request, Cancel))
        await using (var frames = exec.ReadAsync(Cancel).GetAsyncEnumerator(Cancel))
            Assert.True(await frames.MoveNextAsync());
        await guest.Client.RunShellAsync($"touch /tmp/end-{request.Id}");
        await using var again = await guest.Client.AttachAsync(request.Id, 0, 0, Cancel);
        var outcome = await again.CollectAsync();
        Assert.Equal(("out\n", "err\n", 3), (outcome.Text, outcome.ErrorText, outcome.Exit.ExitCode));
    }

    [Fact]
    public async Task A_foreground_program_is_remembered_until_it_is_forgotten()
    {
        var request = Execs.Shell("echo kept");
        await guest.Client.RunToEndAsync(request);
        var status = await guest.Client.GetAsync(request.Id, Cancel);
        Assert.Equal((false, 0, 5), (status.Background, status.Exit!.ExitCode, status.StdoutBytes));
        for (var i = 0; i < 2; i++)
        {
            await using var exec = await guest.Client.AttachAsync(request.Id, 0, 0, Cancel);
            Assert.Equal("kept\n", (await exec.CollectAsync()).Text);
        }
        await guest.Client.ForgetAsync(request.Id, Cancel);
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<WarrenException>(() => guest.Client.GetAsync(request.Id, Cancel))).Code);
    }

    [Fact]
    public async Task Many_ended_ones_are_forgotten_at_once_and_running_or_unknown_ones_are_left_alone()
    {
        var ended = Enumerable.Range(0, 20).Select(_ => Execs.Shell("true")).ToList();
        await Task.WhenAll(ended.Select(request => guest.Client.RunToEndAsync(request)));
        var running = Execs.Request("sleep", "1000");
        await guest.Client.StartAsync(running, Cancel);
        await guest.Client.ForgetAsync([.. ended.Select(request => request.Id), running.Id, "never-was"], Cancel);
        var known = (await guest.Client.ListAsync(Cancel)).Select(exec => exec.Id).ToHashSet();
        Assert.DoesNotContain(ended, request => known.Contains(request.Id));
        Assert.Contains(running.Id, known);
        await guest.Client.ForgetAsync(running.Id, Cancel);
        await guest.Client.ForgetAsync([], Cancel);
    }

    [Fact]
    public async Task A_batch_with_something_that_is_no_id_is_refused()
    {
        var failure = await Assert.ThrowsAsync<WarrenException>(() => guest.Client.ForgetAsync(["a/b"], Cancel));
        Assert.Equal(ErrorCode.InvalidRequest, failure.Code);
    }

    [Fact]
    public async Task The_oldest_ended_ones_go_first_when_there_are_too_many()
    {
        await using var own = await GuestContainer.StartAsync(Cancel);
        var requests = Enumerable.Range(0, GuestProtocol.MaxEnded + 20).Select(n => Execs.Shell($"echo {n}")).ToList();
        foreach (var request in requests)
            await own.Client.RunToEndAsync(request);
        var known = await own.Client.ListAsync(Cancel);
        Assert.InRange(known.Count, GuestProtocol.MaxEnded, GuestProtocol.MaxEnded + 1);
        await using var newest = await own.Client.AttachAsync(requests[^1].Id, 0, 0, Cancel);
        Assert.Equal($"{requests.Count - 1}\n", (await newest.CollectAsync()).Text);
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<WarrenException>(() => own.Client.GetAsync(requests[0].Id, Cancel))).Code);
        // Each keeps its few bytes, not the room that they were read into.
        Assert.InRange((await own.Client.StatisticsAsync(Cancel)).KeptOutput, 0, 64 * 1024);
    }

    [Fact]
    public async Task A_reader_whose_exec_is_forgotten_is_told_so()
    {
        var request = Execs.Request("sleep", "1000");
        await using var exec = await guest.Client.RunAsync(request, Cancel);
        await guest.Client.ForgetAsync(request.Id, Cancel);
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<WarrenException>(() => exec.CollectAsync())).Code);
    }
}
