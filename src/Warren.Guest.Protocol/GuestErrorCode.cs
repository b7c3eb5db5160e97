namespace Warren.Guest.Protocol;

/// <summary>Codes of <see cref="GuestError"/>.</summary>
public static class GuestErrorCode
{
    /// <summary>The request is malformed, or the program cannot be started as asked.</summary>
    public const string InvalidRequest = "INVALID_REQUEST";

    /// <summary>There is no such exec.</summary>
    public const string NotFound = "NOT_FOUND";

    /// <summary>The id is taken, or the exec is not in a state for this.</summary>
    public const string Conflict = "CONFLICT";

    /// <summary>A message is larger than allowed.</summary>
    public const string TooLarge = "TOO_LARGE";

    /// <summary>A limit of processes or execs was met.</summary>
    public const string TooManyRequests = "TOO_MANY_REQUESTS";

    /// <summary>The user has no permission, or it is a file that nobody gets through the guest.</summary>
    public const string Forbidden = "FORBIDDEN";

    /// <summary>The disk is full.</summary>
    public const string DiskFull = "DISK_FULL";

    /// <summary>The file is not as the request says.</summary>
    public const string PreconditionFailed = "PRECONDITION_FAILED";

    /// <summary>The two paths are on different file systems.</summary>
    public const string CrossDevice = "CROSS_DEVICE";

    /// <summary>The guest could not do it.</summary>
    public const string Failed = "FAILED";
}
