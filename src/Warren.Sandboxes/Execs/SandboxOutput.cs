using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes.Execs;

/// <summary>
/// The execs of one sandbox and what they wrote, in a folder. Everything that is written gets the next place in one
/// sequence, under one lock, so that whoever saw a place has seen all before it.
/// </summary>
internal sealed class SandboxOutput(string folder, OutputOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, KeptExec> _execs = [];
    private readonly LinkedList<KeptExec> _ended = [];
    private readonly RecordFile _records = new(folder);
    private readonly List<StoredExec> _unwritten = [];
    private long _sequence;
    private long _numbers;
    private long _size;
    private bool _hasFolder;
    private bool _isBehind;
    private long _published;

    /// <summary>Raised with every change of any of its execs.</summary>
    public ChangeSignal Changed { get; } = new();

    /// <summary>Everything up to this place can be seen by readers.</summary>
    public long Published => Volatile.Read(ref _published);

    /// <summary>Whether the sandbox is gone.</summary>
    public bool IsRemoved { get; private set; }

    /// <summary>Whether this process is about to end.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Reads what an earlier process left.</summary>
    public void Load()
    {
        if (!Directory.Exists(folder))
            return;
        _hasFolder = true;
        var files = new OutputFolderFiles(folder, _records.Load());
        foreach (var record in files.Records.OrderBy(record => record.StartedAt))
            Load(record, files);
        foreach (var exec in _execs.Values.Where(exec => exec.Record.End is not null).OrderBy(exec => exec.Record.End!.Time))
            _ended.AddLast(exec);
        _size = _execs.Values.Sum(exec => exec.Size);
        _published = _sequence;
    }

    /// <summary>Adds an exec; one of its id that is there already is that one.</summary>
    public KeptExec Add(ExecRecord record)
    {
        lock (_gate)
            return _execs.TryGetValue(record.Id, out var known) ? known : _execs[record.Id] = new(record, folder, ++_numbers, options);
    }

    /// <summary>One exec, or null.</summary>
    public KeptExec? Find(string id)
    {
        lock (_gate)
            return _execs.GetValueOrDefault(id);
    }

    /// <summary>Those that were added after another.</summary>
    public IReadOnlyList<KeptExec> List(long after = 0)
    {
        lock (_gate)
            return after == _numbers ? [] : [.. _execs.Values.Where(exec => exec.Number > after)];
    }

    /// <summary>How many keep the sandbox from being idle.</summary>
    public int CountActive()
    {
        lock (_gate)
            return _execs.Values.Count(exec => exec.IsActivity);
    }

    /// <summary>Adds to an output.</summary>
    /// <exception cref="IOException">It could not be written; it counts as dropped.</exception>
    public void Append(KeptExec exec, GuestOutput stream, ReadOnlyMemory<byte> data)
    {
        var journal = exec.Output(stream);
        lock (_gate)
        {
            if (exec.IsRemoved || IsRemoved)
                return;
            var before = journal.Size;
            try
            {
                MakeFolderFor(journal, data.Length);
                journal.Append(new(data.Length, ++_sequence, time.GetUtcNow().UtcTicks), data,
                    _size > options.MaxSandbox ? 2 * options.SegmentSize : options.MaxStream);
            }
            finally
            {
                _size += journal.Size - before;
                Volatile.Write(ref _published, _sequence);
            }
            if (_size > options.MaxSandbox)
                Evict();
        }
        Raise(exec);
    }

    /// <summary>Notes that bytes of an output are missing here.</summary>
    public void Skip(KeptExec exec, GuestOutput stream, long count)
    {
        lock (_gate)
            exec.Output(stream).Skip(count);
        Raise(exec);
    }

    /// <summary>Changes what is stored of an exec.</summary>
    public void Change(KeptExec exec, Func<ExecRecord, ExecRecord> change)
    {
        lock (_gate)
            exec.Record = change(exec.Record);
        Raise(exec);
    }

    /// <summary>Ends an exec, once. It is stored by a later <see cref="Save"/>.</summary>
    public bool TryEnd(KeptExec exec, ExecEnd end)
    {
        lock (_gate)
        {
            if (exec.Record.End is not null || exec.IsRemoved || IsRemoved)
                return false;
            exec.Stdout.Close();
            exec.Stderr.Close();
            // The guest is not trusted: what counts is what came.
            end = end with { Exit = end.Exit is { } exit ? exit with { StdoutBytes = exec.Stdout.End, StderrBytes = exec.Stderr.End } : null };
            exec.Record = exec.Record with
            {
                End = end,
                StdoutBytes = exec.Stdout.End,
                StderrBytes = exec.Stderr.End,
                StdoutDropped = exec.Stdout.Dropped,
                StderrDropped = exec.Stderr.Dropped,
                LastSequence = _sequence,
            };
            _ended.AddLast(exec);
        }
        exec.OnEnded(end);
        Raise(exec);
        return true;
    }

    /// <summary>Stores what is known of execs, and drops ended ones that are too many.</summary>
    /// <exception cref="Api.WarrenException">EngineUnavailable: it could not be written.</exception>
    public void Save(params ReadOnlySpan<KeptExec> execs)
    {
        try
        {
            lock (_gate)
            {
                if (IsRemoved)
                    return;
                Evict();
                foreach (var exec in execs)
                    if (!exec.IsRemoved)
                    {
                        exec.IsStored = true;
                        _unwritten.Add(new(exec.Record));
                    }
                Write();
            }
        }
        catch (Exception failure) when (OutputFailure.Explain(failure) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>Removes an exec and all that is kept of it.</summary>
    /// <exception cref="Api.WarrenException">EngineUnavailable: that could not be written.</exception>
    public void Remove(KeptExec exec)
    {
        try
        {
            lock (_gate)
            {
                Drop(exec);
                Write();
            }
        }
        catch (Exception failure) when (OutputFailure.Explain(failure) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>Removes everything, with the sandbox.</summary>
    public void RemoveAll()
    {
        lock (_gate)
        {
            IsRemoved = true;
            foreach (var exec in _execs.Values.ToList())
                Drop(exec);
            if (_hasFolder && Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        Changed.Raise();
    }

    /// <summary>Closes every file; this process ends.</summary>
    public void Abandon()
    {
        IsAbandoned = true;
        foreach (var exec in List())
        {
            lock (_gate)
            {
                exec.Stdout.Close();
                exec.Stderr.Close();
                exec.IsAbandoned = true;
            }
            Raise(exec);
        }
        Changed.Raise();
    }

    private void Load(ExecRecord record, OutputFolderFiles files)
    {
        var exec = Add(record);
        exec.IsStored = true;
        var (stdout, stderr) = (files.Segments(record.Id, "stdout"), files.Segments(record.Id, "stderr"));
        if (record.End is { } end)
        {
            exec.Stdout.Load(stdout, record.StdoutBytes, record.StdoutDropped);
            exec.Stderr.Load(stderr, record.StderrBytes, record.StderrDropped);
            exec.OnEnded(end);
            _sequence = Math.Max(_sequence, record.LastSequence);
            return;
        }
        var last = Math.Max(exec.Stdout.Recover(stdout.Select(file => file.Start)), exec.Stderr.Recover(stderr.Select(file => file.Start)));
        _sequence = Math.Max(_sequence, last);
    }

    private void Evict()
    {
        while (_ended.First is { Value: var oldest } && (_ended.Count > options.MaxEnded || _size > options.MaxSandbox))
            Drop(oldest);
    }

    private void Drop(KeptExec exec)
    {
        if (!_execs.Remove(exec.Id))
            return;
        _ended.Remove(exec);
        _size -= exec.Size;
        exec.IsRemoved = true;
        exec.OnEnded(new(time.GetUtcNow(), null, "It was deleted."));
        exec.Stdout.Delete();
        exec.Stderr.Delete();
        if (exec.IsStored)
            _unwritten.Add(new(Removed: exec.Id));
        Raise(exec); // Whoever reads it waits for nothing else, and what comes next may fail.
    }

    private void Write()
    {
        if (_unwritten.Count == 0)
            return;
        try
        {
            MakeFolder();
            // After a failed write, such as on a full disk, it lacks something.
            if (_isBehind || _records.IsOutdated(_execs.Count))
                _records.Replace([.. _execs.Values.Where(exec => exec.IsStored).Select(exec => new StoredExec(exec.Record))]);
            else
                _records.Append(_unwritten);
            _isBehind = false;
        }
        catch
        {
            _isBehind = true;
            throw;
        }
        finally
        {
            _unwritten.Clear();
        }
    }

    private void MakeFolder()
    {
        if (_hasFolder)
            return;
        Directory.CreateDirectory(folder);
        _hasFolder = true;
    }

    // What is missing is counted, so that what comes later has its place.
    private void MakeFolderFor(Journal journal, int length)
    {
        try
        {
            MakeFolder();
        }
        catch (IOException)
        {
            journal.Skip(length);
            throw;
        }
    }

    private void Raise(KeptExec exec)
    {
        exec.Changed.Raise();
        Changed.Raise();
    }
}
