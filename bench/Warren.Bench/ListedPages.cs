using System.Buffers.Text;
using System.Data.Common;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Warren.Api.Sessions;
using Warren.Sessions;

namespace Warren.Bench;

/// <summary>Pages from all over a list of sessions, each read in three ways: by the bare query, by the product's store, and over HTTP. Each has to be the page that it is.</summary>
internal sealed class ListedPages : IDisposable
{
    private const int Most = 100;
    private readonly SessionPlace _place;
    private readonly SessionListing _listing;
    private readonly DbConnection _bare;
    private readonly KeptConnection _server;
    private readonly List<(SessionPosition After, byte[] Request, List<string> Ids)> _pages;

    private ListedPages(SessionPlace place, SessionListing listing, DbConnection bare)
    {
        (_place, _listing, _bare, _server) = (place, listing, bare, new(place.Server.Client.Server));
        List<Session> all = [.. place.Sessions.Where(listing.Has).OrderByDescending(session => session.CreatedAt)];
        var starts = all.Count - SessionListing.Page;
        _pages = [.. Enumerable.Range(0, Math.Min(starts, Most)).Select(page => (int)((long)page * starts / Math.Min(starts, Most))).Select(start =>
        {
            var after = SessionPosition.Of(all[start]);
            var cursor = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(after.ToString()));
            return (after, KeptConnection.Request(place.Server.Client.Server, place.Token, $"/api/v0/sessions?{listing.Query}&cursor={cursor}"),
                all.GetRange(start + 1, SessionListing.Page).ConvertAll(session => session.Id));
        })];
    }

    /// <summary>Chooses the pages, and connects.</summary>
    public static async Task<ListedPages> OpenAsync(SessionPlace place, SessionListing listing, CancellationToken cancellationToken) =>
        new(place, listing, await place.OpenAsync(cancellationToken));

    /// <summary>Runs the bare query; gives its milliseconds.</summary>
    public double Query(int turn)
    {
        var page = Page(turn);
        var start = Stopwatch.GetTimestamp();
        var found = _listing.Run(_bare, page.After);
        return Check(page.Ids, found, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Asks the store; gives its milliseconds.</summary>
    public async Task<double> ListAsync(int turn, CancellationToken cancellationToken)
    {
        var page = Page(turn);
        var start = Stopwatch.GetTimestamp();
        var found = await _place.Store.ListAsync(_listing.Filter, page.After, SessionListing.Page, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(start);
        return Check(page.Ids, found.Select(session => session.Position.Id), elapsed);
    }

    /// <summary>Asks the server; gives the milliseconds until the last byte of its answer.</summary>
    public double Get(int turn)
    {
        var page = Page(turn);
        var start = Stopwatch.GetTimestamp();
        var (status, body) = _server.Call(page.Request);
        var elapsed = Stopwatch.GetElapsedTime(start);
        if (status != 200)
            throw new InvalidOperationException($"A list of sessions was answered with {status}.");
        using var answer = JsonDocument.Parse(body);
        return Check(page.Ids, answer.RootElement.GetProperty("items").EnumerateArray().Select(session => session.GetProperty("id").GetString()!), elapsed);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server.Dispose();
        _bare.Dispose();
    }

    private (SessionPosition After, byte[] Request, List<string> Ids) Page(int turn) => _pages[turn % _pages.Count];

    private static double Check(List<string> expected, IEnumerable<string> found, TimeSpan elapsed) =>
        expected.SequenceEqual(found) ? elapsed.TotalMilliseconds : throw new InvalidOperationException("A page has other sessions than it should.");
}
