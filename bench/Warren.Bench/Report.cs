using System.Globalization;
using System.Text.Json;

namespace Warren.Bench;

/// <summary>A run.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="IsFull">Whether it was the long one.</param>
/// <param name="Machine">Where.</param>
/// <param name="Results">What came of it.</param>
public sealed record Report(DateTimeOffset StartedAt, bool IsFull, Machine Machine, IReadOnlyList<Result> Results)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes it to <c>artifacts/bench</c> and returns the path below the repository.</summary>
    internal async Task<string> SaveAsync(CancellationToken cancellationToken)
    {
        var name = Path.Combine("artifacts/bench", StartedAt.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + ".json");
        var path = Path.Combine(Repository.Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(this, Json), cancellationToken);
        return name;
    }
}
