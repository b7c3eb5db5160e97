namespace Warren.Drivers.Oci.Linux;

/// <summary>Which folder it is, by whatever path it is reached.</summary>
internal readonly record struct FolderIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode);
