using Warren.Sandboxes.Drivers;

namespace Warren.Sandboxes;

/// <summary>What a sandbox is made with beyond its spec, which no caller of the API can ask for.</summary>
internal sealed record SandboxPlan
{
    /// <summary>The cells that it is to hold; null for none.</summary>
    public CellPlan? Cells { get; init; }

    /// <summary>The volume that it sees; null for none.</summary>
    public VolumeMount? Volume { get; init; }

    /// <summary>Labels of the server's own.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Names and values that everything run in it finds in its environment, and that are recorded nowhere.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();
}
