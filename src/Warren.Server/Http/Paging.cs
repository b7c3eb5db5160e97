using System.Buffers.Text;
using System.Text;
using Warren.Api;

namespace Warren.Server.Http;

/// <summary>Cuts lists into pages.</summary>
internal static class Paging
{
    private const int DefaultLimit = 30;
    private const int MaxLimit = 1000;
    private const string NoCursor = "This is no cursor; give the nextCursor of the page before.";

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

    /// <summary>The page behind a cursor of what is kept in order already.</summary>
    /// <param name="read">Reads, behind a key (null for the start), at most so many.</param>
    /// <param name="key">The key of an entry, as <paramref name="parse"/> reads it.</param>
    /// <param name="parse">Reads a key; null where it is none.</param>
    /// <param name="limit">How many are wanted; null for 30.</param>
    /// <param name="cursor">From the page before; null for the first.</param>
    /// <exception cref="WarrenException">Limit or cursor is wrong.</exception>
    public static Page<T> Read<T, TKey>(Func<TKey?, int, IReadOnlyList<T>> read, Func<T, TKey> key, Func<string, TKey?> parse, int? limit, string? cursor)
        where TKey : struct
    {
        var (start, count) = Start(parse, limit, cursor);
        return Cut(read(start, count + 1), count, key);
    }

    /// <summary>As <see cref="Read"/>, of what is not at hand.</summary>
    public static async Task<Page<T>> ReadAsync<T, TKey>(
        Func<TKey?, int, Task<IReadOnlyList<T>>> read, Func<T, TKey> key, Func<string, TKey?> parse, int? limit, string? cursor)
        where TKey : struct
    {
        var (start, count) = Start(parse, limit, cursor);
        return Cut(await read(start, count + 1), count, key);
    }

    private static (TKey? Start, int Count) Start<TKey>(Func<string, TKey?> parse, int? limit, string? cursor)
        where TKey : struct
    {
        var (after, count) = Check(limit, cursor);
        TKey? start = after.Length == 0 ? null : parse(after) ?? throw new WarrenException(
            new Dictionary<string, string[]> { ["cursor"] = [NoCursor] });
        return (start, count);
    }

    private static Page<T> Cut<T, TKey>(IReadOnlyList<T> found, int count, Func<T, TKey> key)
        where TKey : struct => new()
        {
            Items = found.Count > count ? [.. found.Take(count)] : found,
            NextCursor = found.Count > count ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key(found[count - 1]).ToString()!)) : null,
        };

    /// <summary>How many are wanted.</summary>
    /// <exception cref="WarrenException">It is out of range.</exception>
    public static int Limit(int? limit) => Check(limit, null).Count;

    private static (string After, int Count) Check(int? limit, string? cursor)
    {
        Dictionary<string, string[]> errors = [];
        if (limit is < 1 or > MaxLimit)
            errors["limit"] = [$"This has to be a number from 1 to {MaxLimit}."];
        if (cursor is not null && !Base64Url.IsValid(cursor))
            errors["cursor"] = [NoCursor];
        if (errors.Count > 0)
            throw new WarrenException(errors);
        return (cursor is null ? "" : Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)), limit ?? DefaultLimit);
    }
}
