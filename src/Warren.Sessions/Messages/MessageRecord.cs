using Warren.Api.Sessions;

namespace Warren.Sessions.Messages;

/// <summary>A message that is about to be added.</summary>
/// <param name="Message">It, without its sequence.</param>
/// <param name="IsToDeliver">Whether it is for the agents of the session.</param>
public sealed record MessageRecord(Message Message, bool IsToDeliver);
