using System.Text.Json;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Images;
using Warren.Sandboxes.Drivers;

namespace Warren.Sandboxes.Pool;

/// <summary>All that a driver is told of a sandbox but its id. What else is in a spec, the record alone keeps.</summary>
internal sealed class SandboxKind
{
    private readonly SandboxSpec _spec;
    private readonly PreparedImage _image;

    private readonly CellPlan? _cells;
    private readonly VolumeMount? _volume;

    private SandboxKind(SandboxSpec spec, PreparedImage image, SandboxPlan? plan) =>
        (_spec, _image, _cells, _volume, Key) = (spec, image, plan?.Cells, plan?.Volume, $"{JsonSerializer.Serialize(spec, WarrenJson.Wire.SandboxSpec)} {plan?.Cells} {plan?.Volume}");

    /// <summary>The same for sandboxes in which no driver sees a difference.</summary>
    public string Key { get; }

    /// <summary>
    /// Whether one can be made ahead: which folders of the host may be mounted is looked at when one is asked for. One that
    /// holds cells is made once for all of them, and takes more than others. One with a volume is the only one of its kind.
    /// </summary>
    public bool CanBeMadeAhead => _spec.Mounts is [] && _cells is null && _volume is null;

    /// <summary>
    /// The kind of a complete spec. Named are the fields that no driver is told of, so that one which is new makes a
    /// difference until it is shown to make none.
    /// </summary>
    public static SandboxKind Of(SandboxSpec spec, PreparedImage image, SandboxPlan? plan = null) => new(
        spec with
        {
            Name = null,
            Image = image.Digest,
            Env = null,
            Workdir = null,
            User = null,
            Entrypoint = null,
            Ports = null,
            Labels = null,
            Lifetime = null,
        },
        image,
        plan);

    /// <summary>One of this kind, for its driver.</summary>
    public DriverSandbox WithId(string id) => new(id, _spec, _image) { Cells = _cells, Volume = _volume };

    /// <summary>One of this kind that is made ahead of anybody asking for it.</summary>
    public Sandbox NewSandbox(SandboxRegistry registry) => registry.New(registry.NewRecord(SandboxRecord.Nobody, _spec, _image));
}
