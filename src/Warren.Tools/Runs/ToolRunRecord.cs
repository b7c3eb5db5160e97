using Warren.Api.Tools;

namespace Warren.Tools.Runs;

/// <summary>What is stored of a run.</summary>
/// <param name="Owner">Who it belongs to.</param>
/// <param name="Run">Its latest version.</param>
public sealed record ToolRunRecord(string Owner, ToolRun Run)
{
    /// <summary>Name of the signal that ended its program.</summary>
    public string? Signal { get; init; }

    /// <summary>Whether it is over.</summary>
    public bool IsOver => Run.State is not (ToolRunState.Queued or ToolRunState.Running);
}
