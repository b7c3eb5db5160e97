using System.Text;
using Warren.Api.Sandboxes;
using Warren.Guest.Protocol;
using Warren.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Guests;

namespace Warren.Drivers.Conformance;

/// <summary>A sandbox of the driver under test.</summary>
public sealed class DriverSubject(DriverHarness harness, ISandboxDriver driver) : IAsyncDisposable
{
    private GuestClient? _guest;

    public string Id { get; } = SandboxId.New();

    public ISandboxDriver Driver { get; set; } = driver;

    /// <summary>A volume that it sees at /workspace; null for none.</summary>
    public string? Volume { get; init; }

    public static SandboxSpec Spec => new()
    {
        Cpu = 1,
        Memory = 128 << 20,
        Disk = 64 << 20,
        Pids = 64,
        Network = NetworkPolicy.None,
        Env = new Dictionary<string, string>(),
        Labels = new Dictionary<string, string>(),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task CreateAsync(SandboxSpec? spec = null, CancellationToken? cancellationToken = null)
    {
        var complete = (spec ?? Spec) with { Runtime = Driver.Capabilities.Runtimes[0] };
        await Driver.CreateAsync(new(Id, complete, await harness.ImageAsync(Token)) { Volume = Volume is null ? null : new(Volume, "/workspace") }, cancellationToken ?? Token);
    }

    public async Task<DriverSubject> StartAsync(SandboxSpec? spec = null)
    {
        await CreateAsync(spec);
        try
        {
            await Driver.StartAsync(Id, Token);
            return this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task<EngineCondition?> ConditionAsync() => (await Driver.ObserveAsync(Id, Token))?.Condition;

    /// <summary>The guest's own name for this run of it.</summary>
    public async Task<string> BootIdAsync()
    {
        await using var guest = new GuestClient(token => Driver.OpenGuestAsync(Id, token), TimeProvider.System);
        return (await guest.HelloAsync(Token)).BootId;
    }

    /// <summary>Runs a shell line and returns its output, both streams, and its end.</summary>
    public async Task<(string Output, GuestExit Exit)> RunAsync(string line, string user = "agent")
    {
        _guest ??= new GuestClient(token => Driver.OpenGuestAsync(Id, token), TimeProvider.System);
        await using var exec = await _guest.RunAsync(new GuestExecRequest
        {
            Id = SandboxId.New(),
            Arguments = ["/bin/sh", "-c", line],
            User = user,
            Workdir = "/workspace",
            TimeoutSeconds = 60,
        }, Token);
        var output = new StringBuilder();
        await foreach (var frame in exec.ReadAsync(Token))
            switch (frame)
            {
                case GuestFrame.Output piece:
                    output.Append(Encoding.UTF8.GetString(piece.Data.Span));
                    break;
                case GuestFrame.Exit exit:
                    return (output.ToString(), exit.Result);
            }
        throw new InvalidOperationException("The stream ended without an exit.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_guest is not null)
            await _guest.DisposeAsync();
        await Driver.DestroyAsync(Id, CancellationToken.None);
    }
}
