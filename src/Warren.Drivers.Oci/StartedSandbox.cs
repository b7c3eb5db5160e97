using Warren.Drivers.Oci.Linux;

namespace Warren.Drivers.Oci;

/// <summary>What a started sandbox holds on the host.</summary>
internal sealed record StartedSandbox(ProcessIdentity Guest, uint FirstHostId);
