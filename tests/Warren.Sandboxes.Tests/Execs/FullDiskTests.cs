using Warren.Api;
using Warren.Api.Sandboxes;
using static Warren.Sandboxes.Tests.ServiceFixture;

namespace Warren.Sandboxes.Tests.Execs;

public sealed class FullDiskTests
{
    private const string Full = "The disk of the state folder is full: what is kept of execs cannot be written. Make room there, or remove sandboxes, and try again.";
    private static readonly ExecRequest InBackground = new() { Command = new(["program"]), Background = true };

    [Fact]
    public async Task Start_that_cannot_be_kept_says_what_to_do_and_leaves_no_program()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        var ended = new TaskCompletionSource();
        fixture.Engine.Run = _ => new()
        {
            Wait = token =>
            {
                token.Register(() => ended.TrySetResult());
                return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            },
        };
        Assert.Empty(fixture.Service.Execs.List(sandbox.Id, Owner));
        var room = FillDisk(fixture, sandbox.Id);

        var failure = await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.Execs.StartAsync(sandbox.Id, InBackground, Owner, Token));

        Assert.Equal((ErrorCode.EngineUnavailable, Full), (failure.Code, failure.Message));
        await ended.Task;
        Assert.Empty(fixture.Service.Execs.List(sandbox.Id, Owner));
        room();
        Assert.True((await fixture.Service.Execs.StartAsync(sandbox.Id, InBackground, Owner, Token)).Running);
        await fixture.RestartServiceAsync();
        Assert.Single(fixture.Service.Execs.List(sandbox.Id, Owner));
    }

    [Fact]
    public async Task Deletion_that_cannot_be_kept_says_what_to_do()
    {
        await using var fixture = await StartAsync();
        fixture.Engine.Run = _ => new();
        var sandbox = await fixture.CreateAsync();
        var exec = await fixture.Service.Execs.StartAsync(sandbox.Id, InBackground, Owner, Token);
        await fixture.Service.Execs.StartAsync(sandbox.Id, InBackground, Owner, Token);
        FillDisk(fixture, sandbox.Id);

        var failure = await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.Execs.DeleteAsync(sandbox.Id, exec.Id, Owner, Token));

        Assert.Equal((ErrorCode.EngineUnavailable, Full), (failure.Code, failure.Message));
    }

    [Theory]
    [InlineData("create")]
    [InlineData("start")]
    public async Task Sandbox_that_a_full_disk_does_not_take_says_what_to_do_and_leaves_nothing(string action)
    {
        const int noSpace = 28;
        await using var fixture = await StartAsync();
        fixture.Engine.FailNext(action, new IOException("No space left on device : '/secret/path'", noSpace));

        var failure = await Assert.ThrowsAsync<WarrenException>(() => fixture.CreateAsync());

        Assert.Equal((ErrorCode.EngineUnavailable, "The disk of the state folder is full: the sandbox cannot be written. Make room there, or remove sandboxes, and try again."), (failure.Code, failure.Message));
        Assert.Empty(fixture.Engine.Sandboxes);
        Assert.Empty(fixture.Service.List(Owner));
    }

    [Fact]
    public async Task Folder_that_cannot_be_made_says_what_is_wrong()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        Directory.CreateDirectory(fixture.OutputFolder);
        await File.WriteAllTextAsync(Path.Combine(fixture.OutputFolder, sandbox.Id), "in the way", Token);

        var failure = await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.Execs.StartAsync(sandbox.Id, InBackground, Owner, Token));

        Assert.Equal((ErrorCode.EngineUnavailable, "The disk of the state folder fails: what is kept of execs cannot be written; the server's log says why."), (failure.Code, failure.Message));
    }

    // Every write to full(4) fails as on a full disk; what is there has to be read before. The result makes room again.
    private static Action FillDisk(ServiceFixture fixture, string sandboxId)
    {
        var folder = Directory.CreateDirectory(Path.Combine(fixture.OutputFolder, sandboxId)).FullName;
        string[] files = [Path.Combine(folder, "execs"), Path.Combine(folder, "execs.new")];
        foreach (var file in files)
        {
            File.Delete(file);
            File.CreateSymbolicLink(file, "/dev/full");
        }
        return () =>
        {
            foreach (var file in files)
                File.Delete(file);
        };
    }
}
