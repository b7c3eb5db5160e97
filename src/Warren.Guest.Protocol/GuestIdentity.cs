namespace Warren.Guest.Protocol;

/// <summary>User and group ids inside a sandbox.</summary>
public static class GuestIdentity
{
    /// <summary>User and group id that the guest itself runs as; user code never gets it.</summary>
    public const int Uid = 65533;

    /// <summary>User and group id of <c>agent</c>, whatever the image says.</summary>
    public const int AgentUid = 1000;

    /// <summary>Highest user or group id that user code may run as.</summary>
    public const int MaxUserId = 39999;

    /// <summary>
    /// First of the supplementary groups by which the guest recognises the processes of one exec: user code cannot
    /// leave a group without CAP_SETGID (setgroups(2)), whatever it forks.
    /// </summary>
    public const int FirstTrackingGid = 40000;

    /// <summary>Last of the tracking groups.</summary>
    public const int LastTrackingGid = 59999;
}
