using System.Text;

namespace Warren.Api;

/// <summary>The one place where an <see cref="ErrorCode"/> gets its wire name, HTTP status and CLI exit code.</summary>
public static class ErrorCodes
{
    /// <summary>HTTP status of an error, by RFC 9110.</summary>
    public static int HttpStatus(ErrorCode code) => code switch
    {
        ErrorCode.InvalidRequest or ErrorCode.InvalidState or ErrorCode.CapabilityMissing => 400,
        ErrorCode.Unauthenticated => 401,
        ErrorCode.Forbidden => 403,
        ErrorCode.NotFound => 404,
        ErrorCode.Conflict or ErrorCode.QuotaExceeded => 409,
        ErrorCode.PreconditionFailed => 412,
        ErrorCode.TooLarge => 413,
        ErrorCode.MisdirectedHost => 421,
        ErrorCode.TooManyRequests => 429,
        ErrorCode.SandboxFailed or ErrorCode.PortUnavailable => 502,
        ErrorCode.EngineUnavailable => 503,
        ErrorCode.DeadlineExceeded => 504,
        ErrorCode.DiskFull => 507,
        _ => 500,
    };

    /// <summary>
    /// Exit code of the CLI, from the range that BSD's sysexits(3) reserves, so that it is rarely mistaken for
    /// the exit code of a program that ran in a sandbox.
    /// </summary>
    public static int ExitCode(ErrorCode code) => code switch
    {
        ErrorCode.InvalidRequest or ErrorCode.InvalidState or ErrorCode.MisdirectedHost => 64,
        ErrorCode.TooLarge => 65,
        ErrorCode.NotFound => 66,
        ErrorCode.EngineUnavailable or ErrorCode.CapabilityMissing => 69,
        ErrorCode.Conflict or ErrorCode.QuotaExceeded or ErrorCode.PreconditionFailed or ErrorCode.DiskFull => 73,
        ErrorCode.SandboxFailed or ErrorCode.PortUnavailable => 74,
        ErrorCode.TooManyRequests or ErrorCode.DeadlineExceeded => 75,
        ErrorCode.Unauthenticated or ErrorCode.Forbidden => 77,
        _ => 70,
    };

    /// <summary>The nearest code for an HTTP status, for answers that carry no code that is known here.</summary>
    public static ErrorCode FromHttpStatus(int status) => status switch
    {
        400 or 405 or 415 => ErrorCode.InvalidRequest,
        401 => ErrorCode.Unauthenticated,
        403 => ErrorCode.Forbidden,
        404 => ErrorCode.NotFound,
        409 => ErrorCode.Conflict,
        412 => ErrorCode.PreconditionFailed,
        413 => ErrorCode.TooLarge,
        421 => ErrorCode.MisdirectedHost,
        429 => ErrorCode.TooManyRequests,
        502 => ErrorCode.SandboxFailed,
        503 => ErrorCode.EngineUnavailable,
        504 => ErrorCode.DeadlineExceeded,
        507 => ErrorCode.DiskFull,
        _ => ErrorCode.Internal,
    };

    /// <summary>The code as it stands in JSON, such as <c>INVALID_REQUEST</c>.</summary>
    public static string ToWire(ErrorCode code)
    {
        var name = code.ToString();
        var wire = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && wire.Length > 0)
                wire.Append('_');
            wire.Append(char.ToUpperInvariant(letter));
        }
        return wire.ToString();
    }

    /// <summary>Reads a wire name; <see langword="null"/> when it is of a newer server and not known here.</summary>
    public static ErrorCode? FromWire(string? wire)
    {
        foreach (var code in Enum.GetValues<ErrorCode>())
            if (ToWire(code) == wire)
                return code;
        return null;
    }
}
