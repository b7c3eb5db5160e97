namespace Warren.Api;

/// <summary>
/// The stable codes of everything that can go wrong. On the wire a code is its UPPER_SNAKE name
/// (<see cref="ErrorCodes.ToWire"/>); its HTTP status and CLI exit code are in <see cref="ErrorCodes"/>.
/// </summary>
public enum ErrorCode
{
    /// <summary>A fault of Warren itself; the log has the details under the trace id.</summary>
    Internal,

    /// <summary>The request is malformed, out of range or names something unknown to it.</summary>
    InvalidRequest,

    /// <summary>The request cannot be done from the state the object is in.</summary>
    InvalidState,

    /// <summary>The driver or host cannot do, or cannot enforce, what was asked.</summary>
    CapabilityMissing,

    /// <summary>No valid credential was given.</summary>
    Unauthenticated,

    /// <summary>The credential does not permit this.</summary>
    Forbidden,

    /// <summary>There is no such object, or the caller may not know of it.</summary>
    NotFound,

    /// <summary>A name or version clashes with an existing object.</summary>
    Conflict,

    /// <summary>The request body or an upload is larger than allowed.</summary>
    TooLarge,

    /// <summary>A limit of rate or concurrency was met; try again later.</summary>
    TooManyRequests,

    /// <summary>There would be more of something than the caller, or its workspace, may have.</summary>
    QuotaExceeded,

    /// <summary>The request's Host header names a host that this server does not serve.</summary>
    MisdirectedHost,

    /// <summary>An engine, runtime or database that the request needs is away.</summary>
    EngineUnavailable,

    /// <summary>The sandbox failed or ended while the request was under way.</summary>
    SandboxFailed,

    /// <summary>A deadline of Warren's own passed.</summary>
    DeadlineExceeded,

    /// <summary>The sandbox's disk is full; what was written before is kept.</summary>
    DiskFull,

    /// <summary>The object is no longer as the caller made its condition, such as a file's entity tag.</summary>
    PreconditionFailed,

    /// <summary>Nothing listens on a port of the sandbox, or what listens there breaks off or speaks no HTTP.</summary>
    PortUnavailable,
}
