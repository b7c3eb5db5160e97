using Warren.Api.Sandboxes;

namespace Warren.Sandboxes.Execs;

/// <summary>What is stored of an exec beside its output.</summary>
internal sealed record ExecRecord
{
    private const int MaxLetters = 1024;

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public required ExecKind Kind { get; init; }

    /// <summary>Whether it runs on without whoever started it.</summary>
    public required bool Background { get; init; }

    /// <summary>The first arguments, cut after 1024 letters; empty where a server that was killed had not told them yet.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Kills for memory that the sandbox had seen by then.</summary>
    public long OomKillsBefore { get; init; }

    /// <summary>Width of its terminal.</summary>
    public int Columns { get; init; }

    /// <summary>Height of its terminal.</summary>
    public int Rows { get; init; }

    /// <summary>How it ended; null while it runs. What follows is known from then on.</summary>
    public ExecEnd? End { get; init; }

    /// <summary>Bytes of standard output in all.</summary>
    public long StdoutBytes { get; init; }

    /// <summary>Bytes of standard error in all.</summary>
    public long StderrBytes { get; init; }

    /// <summary>Bytes of standard output that are not kept.</summary>
    public long StdoutDropped { get; init; }

    /// <summary>Bytes of standard error that are not kept.</summary>
    public long StderrDropped { get; init; }

    /// <summary>The last sequence that was given in the sandbox by then.</summary>
    public long LastSequence { get; init; }

    /// <summary>What is stored of an argument vector: it may be large, and many execs are kept.</summary>
    public static IReadOnlyList<string> Cut(IReadOnlyList<string> arguments)
    {
        List<string> kept = [];
        var room = MaxLetters;
        foreach (var argument in arguments.TakeWhile(_ => room > 0))
        {
            kept.Add(argument.Length <= room ? argument : argument[..room]);
            room -= argument.Length + 1;
        }
        return kept;
    }
}
