using Warren.Tools.Artifacts;

namespace Warren.Tools.Runs;

/// <summary>A run that is not over, in this process.</summary>
internal sealed class LiveRun(ToolRunRecord record, RunFolder folder, Action<ToolEvent>? observe, CancellationToken caller) : IDisposable
{
    private readonly CancellationTokenSource _ending = CancellationTokenSource.CreateLinkedTokenSource(caller);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _deleted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private volatile ToolRunRecord _record = record;
    private bool _isOver;

    /// <summary>What is known of it now.</summary>
    public ToolRunRecord Record
    {
        get => _record;
        set => _record = value;
    }

    /// <summary>Its id.</summary>
    public string Id => _record.Run.Id;

    /// <summary>Where its artifacts are.</summary>
    public RunFolder Folder => folder;

    /// <summary>What its files hold.</summary>
    public ArtifactIndex Index { get; set; } = new();

    /// <summary>Cancelled when its caller has gone, or it is deleted.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Whether it was ever recorded; nobody knows of one that was not.</summary>
    public bool IsKnown { get; set; }

    /// <summary>Whether its end is recorded.</summary>
    public bool IsEndRecorded { get; set; }

    /// <summary>Whether it is deleted.</summary>
    public bool IsDeleted => _deleted.Task.IsCompleted;

    /// <summary>Completes when it is deleted.</summary>
    public Task Deleted => _deleted.Task;

    /// <summary>Tells its caller what happened.</summary>
    public void Tell(ToolEvent happened) => observe?.Invoke(happened);

    /// <summary>Ends it, to be deleted; nothing where it is over.</summary>
    public async Task DeleteAsync()
    {
        var cancelling = Task.CompletedTask;
        lock (_gate)
        {
            if (!_isOver)
            {
                _deleted.TrySetResult();
                cancelling = _ending.CancelAsync();
            }
        }
        await cancelling;
        await _over.Task;
    }

    /// <summary>It is over.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            _ending.Dispose();
        }
        _over.TrySetResult();
    }
}
