using System.Globalization;
using Warren.Api.Tools;

namespace Warren.Tools.Runs;

/// <summary>The place of a run in a list, of which the newest is first.</summary>
/// <param name="CreatedAt">Milliseconds since 1970.</param>
/// <param name="Id">Its id.</param>
public readonly record struct ToolRunPosition(long CreatedAt, string Id)
{
    /// <summary>The place of a run.</summary>
    public static ToolRunPosition Of(ToolRun run) => new(run.CreatedAt.ToUnixTimeMilliseconds(), run.Id);

    /// <summary>Reads what <see cref="ToString"/> wrote; null where it is something else.</summary>
    public static ToolRunPosition? TryParse(string text) =>
        text.Split('.') is [var time, var id] && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var created) ? new(created, id) : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CreatedAt}.{Id}");
}
