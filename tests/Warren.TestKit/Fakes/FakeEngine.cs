using System.Collections.Concurrent;
using Warren.Guest.Protocol;

namespace Warren.TestKit.Fakes;

/// <summary>
/// Where fake sandboxes live: it goes on existing when the driver, the server's side, is thrown away and made
/// again, as a real engine does when the server is killed.
/// </summary>
public sealed class FakeEngine : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Action, Exception Failure)> _failures = new();

    /// <summary>Every sandbox that exists.</summary>
    public ConcurrentDictionary<string, FakeSandbox> Sandboxes { get; } = new();

    /// <summary>Every volume that exists.</summary>
    public ConcurrentDictionary<string, FakeVolume> Volumes { get; } = new();

    /// <summary>Every action that a driver was asked for, such as <c>start abc</c>, in order.</summary>
    public ConcurrentQueue<string> Actions { get; } = new();

    /// <summary>What a program does, by how it was started; by default it prints its arguments, one a line.</summary>
    public Func<GuestExecRequest, FakeProgram> Run { get; set; } =
        request => new() { Stdout = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', request.Arguments) + "\n") };

    /// <summary>What listens in every sandbox, by port, until it returns; nothing listens elsewhere.</summary>
    public ConcurrentDictionary<int, Func<Stream, CancellationToken, Task>> Ports { get; } = new();

    /// <summary>What happens in the middle of an action, such as waiting until a test lets it go on.</summary>
    public Func<string, CancellationToken, Task> During { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Lets the next action of a kind, such as <c>start</c>, fail.</summary>
    public void FailNext(string action, Exception failure) => _failures.Enqueue((action, failure));

    /// <summary>Ends every sandbox.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var sandbox in Sandboxes.Values)
            await sandbox.EndGuestAsync();
    }

    internal async Task DoAsync(string action, string id, CancellationToken cancellationToken)
    {
        Actions.Enqueue($"{action} {id}");
        await During(action, cancellationToken);
        if (_failures.TryPeek(out var next) && next.Action == action && _failures.TryDequeue(out next))
            throw next.Failure;
    }
}
