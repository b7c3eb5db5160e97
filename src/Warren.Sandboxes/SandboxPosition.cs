using System.Globalization;
using Warren.Api.Sandboxes;

namespace Warren.Sandboxes;

/// <summary>The place of a sandbox in a list, which never changes.</summary>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="Id">Its id, which tells apart what was asked for at the same moment.</param>
public readonly record struct SandboxPosition(DateTimeOffset CreatedAt, string Id)
{
    private const int Ticks = 19;

    /// <summary>The place of a sandbox.</summary>
    public static SandboxPosition Of(SandboxSnapshot snapshot) => new(snapshot.CreatedAt, snapshot.Id);

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static SandboxPosition? TryParse(string text) =>
        text.Length > Ticks
        && long.TryParse(text.AsSpan(0, Ticks), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new(new DateTimeOffset(ticks, TimeSpan.Zero), text[Ticks..])
            : null;

    /// <summary>Less than 0 where this place is before another, more than 0 where it is behind it.</summary>
    public int CompareTo(SandboxPosition other) =>
        CreatedAt.CompareTo(other.CreatedAt) is var order and not 0 ? order : string.CompareOrdinal(Id, other.Id);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CreatedAt.UtcTicks:D19}{Id}");
}
