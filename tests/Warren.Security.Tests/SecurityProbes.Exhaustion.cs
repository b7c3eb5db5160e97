using Warren.TestKit;

namespace Warren.Security.Tests;

// Everything that can be used up. Each is tried in a sandbox of its own, while another one goes on answering.
public abstract partial class SecurityProbes
{
    private static readonly SandboxSpec Small = new() { Memory = 256 << 20, Pids = 100, Disk = 128 << 20 };

    [Fact]
    public Task Fork_bomb_ends_at_its_sandbox() => ExhaustAsync("bomb() { bomb | bomb & }; bomb; sleep 0.2; exit 0");

    [Fact]
    public Task Zombies_end_at_their_sandbox() => ExhaustAsync("exec python3 -c 'import os, time\nfor _ in range(2000):\n  try:\n    os.fork() or os._exit(0)\n  except OSError: pass'");

    [Fact]
    public Task Memory_ends_at_its_sandbox() => ExhaustAsync("exec python3 -c 'held = []\nwhile True: held.append(bytearray(8 << 20))'");

    [Fact]
    public Task Disk_ends_at_its_sandbox() => ExhaustAsync("head -c 300M /dev/zero > /workspace/big; rm -f /workspace/big");

    [Fact]
    public Task Inodes_end_at_their_sandbox() => ExhaustAsync("mkdir /workspace/many; cd /workspace/many; python3 -c 'import os\ntry:\n  for number in range(200000): os.mknod(str(number))\nexcept OSError as full: print(full)'; cd /; rm -rf /workspace/many");

    [Fact]
    public Task Descriptors_end_at_their_program() => ExhaustAsync("exec python3 -c 'import os\ntry:\n  while True: os.dup(0)\nexcept OSError: pass'");

    [Fact]
    public Task Output_floods_are_cut() => ExhaustAsync("head -c 200M /dev/zero; head -c 200M /dev/zero >&2");

    private async Task ExhaustAsync(string script)
    {
        var other = await SharedAsync();
        var box = await NewAsync(Small);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(15));
        Task<Exception?> attack;
        try
        {
            attack = Record.ExceptionAsync(() => box.ExecAsync(new() { Command = SandboxCommand.Shell(script) })).AsTask();
            do
                Assert.Equal("fine", await other.RunAsync("echo fine"));
            while (!attack.IsCompleted && !patience.IsCancellationRequested);
        }
        finally
        {
            await box.DisposeAsync(); // Whether the attack is over or not.
        }
        Assert.True(await attack is null or WarrenException);
        Assert.DoesNotContain(HostTraces.Find(server.Installation, server.StateFolder), trace => trace.Contains(box.Id, StringComparison.Ordinal));
    }
}
