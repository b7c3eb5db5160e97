namespace Warren.TestKit.Fakes;

/// <summary>What a program in a fake sandbox does: writes some output, waits for something, ends.</summary>
public sealed record FakeProgram
{
    /// <summary>What it writes to standard output.</summary>
    public byte[] Stdout { get; init; } = [];

    /// <summary>What it writes to standard error.</summary>
    public byte[] Stderr { get; init; } = [];

    /// <summary>Its exit code.</summary>
    public int ExitCode { get; init; }

    /// <summary>The signal that ends it, or null.</summary>
    public int? Signal { get; init; }

    /// <summary>Whether its time-out ends it.</summary>
    public bool TimedOut { get; init; }

    /// <summary>Whether signals but SIGKILL come to <see cref="FakeProcess.Signals"/> instead of ending it.</summary>
    public bool KeepsSignals { get; init; }

    /// <summary>What it does after all else: reads its input, writes, gives its exit code. Cancelled when a signal ends it.</summary>
    public Func<FakeProcess, CancellationToken, Task<int>>? Script { get; init; }

    /// <summary>What it waits for after it wrote its output; cancelled when it is killed.</summary>
    public Func<CancellationToken, Task> Wait { get; init; } = _ => Task.CompletedTask;
}
