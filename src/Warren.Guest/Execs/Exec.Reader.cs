using Warren.Guest.Protocol;

namespace Warren.Guest.Execs;

/// <content>Its one reader, which holds it back where it does not keep up.</content>
internal sealed partial class Exec
{
    private Attachment? _reader;

    /// <summary>Whether a reader is attached.</summary>
    public bool IsRead => Volatile.Read(ref _reader) is not null;

    /// <summary>Attaches the one reader that holds the process back; one that was attached before ends.</summary>
    public Attachment Attach(long stdoutOffset, long stderrOffset)
    {
        Attachment reader = new(this, stdoutOffset, stderrOffset);
        Attachment? earlier;
        lock (_gate)
        {
            if (stdoutOffset > _stdout.Ring.End || stderrOffset > _stderr.Ring.End || stdoutOffset < 0 || stderrOffset < 0)
                throw GuestFailure.Invalid($"offsets must be within what was produced: {_stdout.Ring.End} and {_stderr.Ring.End}");
            earlier = _reader;
            earlier?.Leave(GuestDetachment.Replaced);
            _reader = reader;
        }
        earlier?.Wake();
        return reader;
    }

    /// <summary>The reader is gone: the process is no longer held back.</summary>
    public void Detach(Attachment reader)
    {
        lock (_gate)
        {
            if (_reader != reader)
                return;
            _reader = null;
            _stdout.Resume(null);
            _stderr.Resume(null);
            TryEnd();
        }
        TellEnd();
    }

    /// <summary>Writes what the reader lacks, at most one chunk of each stream.</summary>
    public ReadProgress Read(Attachment reader, FrameWriter target)
    {
        ReadProgress progress;
        lock (_gate)
        {
            if (_reader != reader)
                return ReadProgress.Detached;
            var wrote = Write(reader, target);
            if (!wrote)
            {
                _stdout.Resume(reader.StdoutOffset);
                _stderr.Resume(reader.StderrOffset);
                wrote = Write(reader, target);
                TryEnd();
            }
            var isEnd = _ended.Task.IsCompleted && reader.StdoutOffset == _stdout.Ring.End && reader.StderrOffset == _stderr.Ring.End;
            progress = isEnd ? ReadProgress.Ended : wrote ? ReadProgress.Wrote : ReadProgress.Nothing;
        }
        TellEnd();
        return progress;
    }

    // So that it cannot hold back the end.
    private void DropReader()
    {
        Attachment? reader;
        lock (_gate)
        {
            reader = _reader;
            _reader = null;
            reader?.Leave(GuestDetachment.Forgotten);
            _stdout.Resume(null);
            _stderr.Resume(null);
            TryEnd();
        }
        TellEnd();
        reader?.Wake();
    }

    // Called after every change, and not under the lock: the reader goes on here.
    private void WakeReader() => Volatile.Read(ref _reader)?.Wake();

    private bool Write(Attachment reader, FrameWriter target) =>
        target.WriteOutput(GuestFrameKind.Stdout, _stdout.Ring, ref reader.StdoutOffset)
        | target.WriteOutput(GuestFrameKind.Stderr, _stderr.Ring, ref reader.StderrOffset);
}
