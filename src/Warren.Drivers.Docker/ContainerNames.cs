namespace Warren.Drivers.Docker;

/// <summary>How an installation's containers and volumes are named and labelled.</summary>
internal sealed class ContainerNames(string installation)
{
    /// <summary>Label of everything: the installation.</summary>
    public const string InstallationLabel = "warren.installation";

    /// <summary>Label of a sandbox's container: the sandbox's id.</summary>
    public const string SandboxLabel = "warren.sandbox";

    /// <summary>Labels of what belongs to no sandbox.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; } = new Dictionary<string, string> { [InstallationLabel] = installation };

    /// <summary>The filter for everything of the installation, as a part of a query.</summary>
    public string Filter { get; } = Uri.EscapeDataString($$"""{"label":["{{InstallationLabel}}={{installation}}"]}""");

    /// <summary>The filter for events of containers of the installation, as a part of a query.</summary>
    public string EventFilter { get; } = Uri.EscapeDataString($$"""{"type":["container"],"label":["{{InstallationLabel}}={{installation}}"]}""");

    /// <summary>The container of a sandbox.</summary>
    public string Container(string id) => $"warren-{installation}-{id}";

    /// <summary>The volume with a guest's files.</summary>
    /// <param name="digest">What is in it.</param>
    public string GuestVolume(string digest) => $"warren-{installation}-guest-{digest}";

    /// <summary>The container that a volume is filled by.</summary>
    public string Filler(string digest) => $"warren-{installation}-fill-{digest}";

    /// <summary>Labels of a sandbox's container.</summary>
    public Dictionary<string, string> LabelsOf(string id) => new(Labels) { [SandboxLabel] = id };
}
