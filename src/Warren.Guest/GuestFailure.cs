using Warren.Guest.Protocol;

namespace Warren.Guest;

/// <summary>What the server is told instead of a result; the code is one of <see cref="GuestErrorCode"/>.</summary>
internal sealed class GuestFailure(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    public static GuestFailure Invalid(string message) => new(GuestErrorCode.InvalidRequest, message);
}
