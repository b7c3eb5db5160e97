namespace Warren.Client;

/// <summary>How far the output of an exec was read, so that it can be taken up again without a gap or a repetition.</summary>
internal sealed class ExecPosition(long stdout, long stderr)
{
    /// <summary>Bytes of standard output that were read.</summary>
    public long Stdout { get; private set; } = stdout;

    /// <summary>Bytes of standard error that were read.</summary>
    public long Stderr { get; private set; } = stderr;

    /// <summary>What of a message is new: all, a part or nothing; a gap in front of it is said.</summary>
    public IEnumerable<ExecMessage> Take(ExecMessage message)
    {
        switch (message)
        {
            case ExecMessage.Output output:
                var (at, end) = (output.IsError ? Stderr : Stdout, output.Offset + output.Bytes.Length);
                if (output.Offset > at)
                    yield return new ExecMessage.Dropped(output.IsError ? "stderr" : "stdout", output.Offset - at);
                if (end <= at)
                    break;
                Move(output.IsError, end);
                yield return output.Offset >= at ? output : output with { Offset = at, Bytes = output.Bytes[(int)(at - output.Offset)..] };
                break;
            case ExecMessage.Dropped dropped:
                Move(dropped.Stream == "stderr", (dropped.Stream == "stderr" ? Stderr : Stdout) + dropped.Bytes);
                yield return dropped;
                break;
            default:
                yield return message;
                break;
        }
    }

    private void Move(bool isError, long to) => _ = isError ? Stderr = to : Stdout = to;
}
