namespace Warren.Storage.Migrating;

/// <summary>One step of the schema, there and back.</summary>
/// <param name="Number">Its place in the order.</param>
/// <param name="Name">Number and what it is about, such as <c>0002-tool-runs</c>.</param>
/// <param name="Up">SQL that makes it.</param>
/// <param name="Down">SQL that undoes it; null where there is no way back.</param>
internal sealed record Migration(int Number, string Name, string Up, string? Down)
{
    private const string Loses = "-- Loses: ";

    /// <summary>What undoing it loses, as the first line of its way back says; null where it loses nothing of worth.</summary>
    public string? Lost { get; } = Down is { } down && down.StartsWith(Loses, StringComparison.Ordinal)
        ? down[Loses.Length..].Split('\n', 2)[0].Trim()
        : null;
}
