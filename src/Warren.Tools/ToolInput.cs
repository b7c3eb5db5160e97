using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Warren.Api.Tools;

namespace Warren.Tools;

/// <summary>What the body of every run has.</summary>
public abstract record ToolInput
{
    /// <summary>The tool's name.</summary>
    [Description("The tool.")]
    public required string Tool { get; init; }

    /// <summary>The caller's own label of what the run belongs to; it gives no access to anything.</summary>
    [Description("Your own label of what this run belongs to; runs with the same label are listed and deleted together.")]
    [Identifier(128)]
    public required string SessionId { get; init; }

    /// <summary>Seconds that its program may run.</summary>
    [Description("Seconds that the program may run.")]
    [Range(1.0, 900.0), DefaultValue(30)]
    public double? Timeout { get; init; }

    /// <summary>Processor cores.</summary>
    [Description("Processor cores, fractional."), DefaultValue(0.5)]
    public double? Cpu { get; init; }

    /// <summary>Memory in bytes.</summary>
    [Description("Memory in bytes."), DefaultValue(536_870_912), ByteCount]
    public long? Memory { get; init; }

    /// <summary>Writable disk in bytes.</summary>
    [Description("Writable disk in bytes."), DefaultValue(1_073_741_824), ByteCount]
    public long? Disk { get; init; }

    /// <summary>Processes and threads.</summary>
    [Description("Processes and threads together."), DefaultValue(128)]
    public int? Pids { get; init; }

    /// <summary>Where it takes place; left out, in a cell where that is possible.</summary>
    [Description("Where it takes place: a cell of its own in your sandbox for tools, or a whole sandbox that no one used before.")]
    public ToolPlacement? Placement { get; init; }

    /// <summary>Whether it sees, in its workspace, the outputs of earlier runs of its session that shared theirs.</summary>
    [Description("Whether it finds the files in its workspace that earlier runs of the session with this option left there.")]
    public bool? ShareFiles { get; init; }
}
