namespace Warren.Sessions.Agents;

/// <summary>Cuts what a program writes into lines. A line that is too long is left out.</summary>
internal sealed class AgentLines(long offset)
{
    /// <summary>Bytes of the longest line that is taken.</summary>
    public const int MaxLine = 4 << 20;

    private readonly List<byte> _line = [];
    private bool _isTooLong;

    /// <summary>Offset in the output of what is behind the last line.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>Bytes were lost: the line that they were of is left out.</summary>
    public void Skip(long bytes)
    {
        Offset += bytes;
        _line.Clear();
        _isTooLong = true;
    }

    /// <summary>Takes output and gives the lines that it ends, each with the offset behind it; null for one that was left out.</summary>
    public IEnumerable<(byte[]? Line, long End)> Take(byte[] output)
    {
        var from = 0;
        while (from < output.Length)
        {
            var newline = Array.IndexOf(output, (byte)'\n', from);
            var to = newline < 0 ? output.Length : newline;
            if (_line.Count + to - from > MaxLine)
                _isTooLong = true;
            if (!_isTooLong)
                _line.AddRange(output.AsSpan(from, to - from));
            Offset += (newline < 0 ? to : to + 1) - from;
            if (newline < 0)
                yield break;
            var line = _isTooLong ? null : _line.ToArray();
            _line.Clear();
            _isTooLong = false;
            yield return (line, Offset);
            from = to + 1;
        }
    }
}
