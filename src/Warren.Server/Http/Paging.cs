using System.Buffers.Text;
using System.Text;
using Warren.Api;

namespace Warren.Server.Http;

/// <summary>Cuts lists into pages.</summary>
internal static class Paging
{
    private const int DefaultLimit = 30;
    private const int MaxLimit = 1000;

    /// <summary>The page behind a cursor.</summary>
    /// <param name="items">Everything there is, in any order.</param>
    /// <param name="key">What they are sorted by, unique and never changing.</param>
    /// <param name="limit">How many are wanted; null for 30.</param>
    /// <param name="cursor">From the page before; null for the first.</param>
    /// <exception cref="WarrenException">Limit or cursor is wrong.</exception>
    public static Page<T> Slice<T>(IEnumerable<T> items, Func<T, string> key, int? limit, string? cursor)
    {
        var (after, count) = Check(limit, cursor);
        var rest = items.Select(item => (Key: key(item), Item: item))
            .Where(entry => string.CompareOrdinal(entry.Key, after) > 0)
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Take(count + 1)
            .ToList();
        return new Page<T>
        {
            Items = [.. rest.Take(count).Select(entry => entry.Item)],
            NextCursor = rest.Count > count ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(rest[count - 1].Key)) : null,
        };
    }

    private static (string After, int Count) Check(int? limit, string? cursor)
    {
        Dictionary<string, string[]> errors = [];
        if (limit is < 1 or > MaxLimit)
            errors["limit"] = [$"This has to be a number from 1 to {MaxLimit}."];
        if (cursor is not null && !Base64Url.IsValid(cursor))
            errors["cursor"] = ["This is no cursor; give the nextCursor of the page before."];
        if (errors.Count > 0)
            throw new WarrenException(errors);
        return (cursor is null ? "" : Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)), limit ?? DefaultLimit);
    }
}
