using System.Globalization;
using Warren.Api.Sessions;

namespace Warren.Sessions;

/// <summary>The place of a session or an agent in a list, which never changes: lists are newest first.</summary>
/// <param name="CreatedAt">When it was asked for, in milliseconds since 1970.</param>
/// <param name="Id">Its id, which tells apart what was asked for at the same moment.</param>
public readonly record struct SessionPosition(long CreatedAt, string Id)
{
    private const int Digits = 15;

    /// <summary>The place of a session.</summary>
    public static SessionPosition Of(Session session) => new(session.CreatedAt.ToUnixTimeMilliseconds(), session.Id);

    /// <summary>The place of an agent.</summary>
    public static SessionPosition Of(Agent agent) => new(agent.CreatedAt.ToUnixTimeMilliseconds(), agent.Id);

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static SessionPosition? TryParse(string text) =>
        text.Length > Digits && long.TryParse(text.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            ? new(time, text[Digits..])
            : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CreatedAt:D15}{Id}");
}
