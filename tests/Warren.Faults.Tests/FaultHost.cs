using System.Collections.Concurrent;
using Warren.TestKit;

namespace Warren.Faults.Tests;

/// <summary>A server on a disk of its own, whose steps can be struck at.</summary>
public sealed class FaultHost : IAsyncLifetime
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(1), RuntimePatience = TimeSpan.FromSeconds(5), RemovalLimit = TimeSpan.FromMinutes(1);
    private readonly StateDisk _disk = new();
    private readonly ConcurrentBag<Task> _afterwards = [];
    private StepSocket? _steps;
    private FaultServer? _server;
    private volatile Round? _round;

    internal FaultServer Server => _server!;

    internal SandboxProcesses Processes => new(Server.InstallationId);

    internal string StateFolder => _disk.Path;

    /// <summary>Steps that came so far.</summary>
    public IReadOnlyCollection<string> Seen => _steps!.Seen;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to run sandboxes with runc");
        Assert.SkipUnless(File.Exists(FaultServer.Program), "needs the published server (./warren version builds it)");
        Assert.SkipUnless(File.Exists("/usr/sbin/runc") || File.Exists("/usr/bin/runc"), "needs runc");
        await WorkerImage.PrepareAsync(Token);
        await _disk.MountAsync(Token);
        Directory.CreateSymbolicLink(Path.Combine(_disk.Path, "images"), WorkerImage.Folder);
        var socket = Path.Combine(_disk.Beside, "steps");
        _steps = new(socket, OnStepAsync);
        _server = new(_disk, socket);
        await _server.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_server is null)
                return;
            await RemoveAllAsync();
            var installation = _server.InstallationId;
            await _server.DisposeAsync();
            await _steps!.DisposeAsync();
            HostTraces.Forget(installation);
        }
        finally
        {
            if (_server is not null)
                await _server.DisposeAsync();
            await _disk.DisposeAsync();
        }
    }

    /// <summary>Strikes for a round from now on.</summary>
    internal void Arm(Round round) => _round = round;

    /// <summary>Lets everything go on, and waits for what was begun to be undone.</summary>
    internal async Task DisarmAsync()
    {
        _round?.Disarm();
        while (_afterwards.TryTake(out var task))
            await task;
    }

    internal void Slow(int? writes) => _disk.Slow(writes);

    /// <summary>Removes what a round that failed has left.</summary>
    internal async Task RemoveAllAsync()
    {
        using var limit = new CancellationTokenSource(RemovalLimit, TimeProvider.System);
        await DisarmAsync();
        Server.Kill(); // What may be wrong with it goes with it.
        var client = await Server.ClientAsync(limit.Token);
        await foreach (var left in client.Sessions.ListAsync(new(), limit.Token))
            await client.Sessions.DeleteAsync(left.Id, keepVolume: false, limit.Token);
        await foreach (var left in client.Sandboxes.ListAsync([], limit.Token))
            await client.Sandboxes.DeleteAsync(left.Id, limit.Token);
        await RunInspection.RemoveAsync(client, limit.Token);
    }

    private async Task OnStepAsync(Step step, string? sandbox)
    {
        if (_round is not { } round)
            return;
        foreach (var strike in round.Take(step))
            if (Do(round, strike, sandbox))
            {
                round.Note($"{strike}{(sandbox is null ? "" : $" of {sandbox}")}");
                round.Done.Enqueue(strike);
            }
            else
                round.Rearm(strike);
        await Task.CompletedTask;
    }

    private bool Do(Round round, Strike strike, string? sandbox)
    {
        switch (strike.Deed)
        {
            case Deed.KillServer:
                Server.Kill();
                return true;
            case Deed.StopServer:
                Server.Stop();
                return true;
            case Deed.FillDisk:
                round.WasFull = true;
                _disk.Fill();
                _afterwards.Add(FreeAsync(round));
                return true;
            case Deed.KillRuntime:
                round.Hit(sandbox!);
                _afterwards.Add(KillRuntimeAsync(sandbox!));
                return true;
            case Deed.KillGuest:
                return sandbox is not null && Hit(() => Processes.KillGuest(sandbox));
            default:
                return sandbox is not null && Hit(() => Processes.KillProgram(sandbox, new(round.Seed)));
        }

        bool Hit(Func<bool> kill)
        {
            if (!kill())
                return false;
            round.Hit(sandbox!); // The step waits for us, but the kernel does not: its end may have been told of already.
            return true;
        }
    }

    private async Task FreeAsync(Round round)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(200 + new Random(round.Seed).Next(600)), TimeProvider.System, CancellationToken.None);
        _disk.Free();
        round.Note("the disk has room again");
    }

    private async Task KillRuntimeAsync(string sandbox)
    {
        var (processes, began) = (Processes, TimeProvider.System.GetTimestamp());
        while (!processes.KillRuntime(sandbox) && TimeProvider.System.GetElapsedTime(began) < RuntimePatience)
            await Task.Delay(Poll, TimeProvider.System, CancellationToken.None);
    }
}
