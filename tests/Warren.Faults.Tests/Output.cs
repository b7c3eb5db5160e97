using System.Globalization;
using System.Text;

namespace Warren.Faults.Tests;

/// <summary>A program whose output is known to the last byte, and what was seen of it.</summary>
/// <param name="Lines">How many lines it writes to each stream.</param>
internal sealed record Output(int Lines)
{
    private readonly StringBuilder _stdout = new(), _stderr = new();

    /// <summary>Its exit code.</summary>
    public const int ExitCode = 7;

    /// <summary>
    /// The program. It sleeps now and then, so that it is still at work when something happens; a shell whose child is killed
    /// says so, which is no output of ours.
    /// </summary>
    public string Script => $"i=0; while [ $i -lt {Lines} ]; do i=$((i+1)); echo \"out $i $((i*7919%100003))\"; echo \"err $i $((i*7919%100003))\" >&2; "
        + $"[ $((i%25)) -ne 0 ] || {{ sleep 0.02; }} 2>/dev/null; done; exit {ExitCode}";

    /// <summary>What a live reader has seen.</summary>
    public string Followed(bool isError)
    {
        var text = isError ? _stderr : _stdout;
        lock (text)
            return text.ToString();
    }

    /// <summary>A live reader got a piece.</summary>
    public void Follow(bool isError, ReadOnlySpan<byte> piece)
    {
        var text = isError ? _stderr : _stdout;
        lock (text)
            text.Append(Encoding.UTF8.GetString(piece));
    }

    /// <summary>All that it writes to a stream.</summary>
    public string Expected(bool isError)
    {
        var text = new StringBuilder();
        for (var number = 1; number <= Lines; number++)
            text.Append(CultureInfo.InvariantCulture, $"{(isError ? "err" : "out")} {number} {number * 7919 % 100003}\n");
        return text.ToString();
    }
}
