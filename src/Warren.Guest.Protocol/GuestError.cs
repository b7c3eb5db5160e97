using System.Text.Json.Serialization;

namespace Warren.Guest.Protocol;

/// <summary>Body of every answer of the guest that is no success.</summary>
/// <param name="Code">One of <see cref="GuestErrorCode"/>, in upper snake case.</param>
/// <param name="Message">What was wrong, for people.</param>
public sealed record GuestError([property: JsonRequired] string Code, [property: JsonRequired] string Message);
