using System.Text;

namespace Warren.Cli.EndToEndTests;

/// <summary>Collects what a stream brings, and tells how far it has come.</summary>
internal sealed class Follower
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private (int Length, TaskCompletionSource Reached)? _awaited;

    /// <summary>Everything so far.</summary>
    public string Text
    {
        get
        {
            lock (_lock)
                return _text.ToString();
        }
    }

    /// <summary>Ends when the stream does.</summary>
    public Task Reading { get; private set; } = Task.CompletedTask;

    /// <summary>Begins to follow.</summary>
    public static Follower Start(Func<Action<string>, Task> read)
    {
        var follower = new Follower();
        follower.Reading = read(follower.Add);
        return follower;
    }

    /// <summary>Waits until that many more letters have come.</summary>
    public async Task AdvanceAsync(int letters)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _awaited = (_text.Length + letters, reached);
        await await Task.WhenAny(reached.Task, Reading);
        Assert.False(Reading.IsCompleted, $"The stream ended behind: {Text[^Math.Min(200, Text.Length)..]}");
    }

    private void Add(string text)
    {
        lock (_lock)
        {
            _text.Append(text);
            if (_awaited is { } awaited && _text.Length >= awaited.Length)
                awaited.Reached.TrySetResult();
        }
    }
}
