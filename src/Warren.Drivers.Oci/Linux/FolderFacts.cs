namespace Warren.Drivers.Oci.Linux;

/// <summary>What there is to know of a folder.</summary>
internal readonly record struct FolderFacts(FolderIdentity Identity, uint Owner, uint Group);
