using Warren.Api.Sandboxes;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes.Execs;

/// <summary>An exec that the server knows: what is stored of it, its output, and who reads it live.</summary>
internal sealed class KeptExec(ExecRecord record, string folder, long number, OutputOptions options)
{
    private readonly TaskCompletionSource<ExecEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ExecRecord _record = record;
    private volatile ExecReader[] _holders = [];
    private int _clients;
    private int _claimed;

    /// <summary>Its id.</summary>
    public string Id { get; } = record.Id;

    /// <summary>Its place among the execs of its sandbox that this process knows.</summary>
    public long Number => number;

    /// <summary>What is stored of it.</summary>
    public ExecRecord Record
    {
        get => _record;
        set => _record = value;
    }

    /// <summary>Standard output.</summary>
    public Journal Stdout { get; } = new($"{folder}/{record.Id}.stdout.", options);

    /// <summary>Standard error.</summary>
    public Journal Stderr { get; } = new($"{folder}/{record.Id}.stderr.", options);

    /// <summary>Raised with every change of its output or its record.</summary>
    public ChangeSignal Changed { get; } = new();

    /// <summary>Whether this process is about to end, which leaves it to the next one.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>Whether the file of records tells of it.</summary>
    public bool IsStored { get; set; }

    /// <summary>Whether it was deleted; nothing more is kept of it.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Completes with its end.</summary>
    public Task<ExecEnd> Ended => _ended.Task;

    /// <summary>How many are attached to its terminal.</summary>
    public int Clients => Volatile.Read(ref _clients);

    /// <summary>Whether it keeps its sandbox from being idle.</summary>
    public bool IsActivity => Record.End is null && Record.Kind switch
    {
        ExecKind.Exec => true,
        ExecKind.Terminal => Clients > 0,
        _ => false,
    };

    /// <summary>Bytes on disk.</summary>
    public long Size => Stdout.Size + Stderr.Size;

    /// <summary>One of its outputs.</summary>
    public Journal Output(GuestOutput stream) => stream == GuestOutput.Stdout ? Stdout : Stderr;

    /// <summary>Makes the caller the one who sees to its end; <see langword="false"/> where somebody is already.</summary>
    public bool TryClaim() => Interlocked.Exchange(ref _claimed, 1) == 0;

    /// <summary>Leaves it to who claims it next.</summary>
    public void Unclaim() => Volatile.Write(ref _claimed, 0);

    /// <summary>Counts who is attached to its terminal.</summary>
    public void CountClient(int change) => Interlocked.Add(ref _clients, change);

    /// <summary>Completes <see cref="Ended"/>, once the record says so.</summary>
    public void OnEnded(ExecEnd end) => _ended.TrySetResult(end);

    /// <summary>Lets a reader hold it back.</summary>
    public void Hold(ExecReader reader) => ChangeHolders(holders => [.. holders, reader]);

    /// <summary>No longer lets a reader hold it back.</summary>
    public void Release(ExecReader reader)
    {
        ChangeHolders(holders => Array.FindAll(holders, holder => holder != reader));
        reader.Progress.Raise();
    }

    /// <summary>Waits while a reader that holds it back is far behind and gets on.</summary>
    public async ValueTask HoldBackAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        while (Array.Find(_holders, holder => holder.Behind > options.MaxAhead) is { } late)
        {
            var progress = late.Progress.Next;
            if (late.Behind <= options.MaxAhead || !_holders.Contains(late))
                continue;
            try
            {
                await progress.WaitAsync(options.Patience, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                Release(late);
            }
        }
    }

    private void ChangeHolders(Func<ExecReader[], ExecReader[]> change)
    {
        while (_holders is var before && Interlocked.CompareExchange(ref _holders, change(before), before) != before)
        {
        }
    }
}
