using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Warren.Sessions;

namespace Warren.Bench.Figures;

/// <summary>
/// P13: <c>GET /api/v0/sessions/{id}</c> by the token of a login, against <c>/health</c> of the same server, block by block in turn, from as many
/// connections; whether each reads the row; and how long a token counts that was revoked, here and at another server on the same database.
/// </summary>
internal sealed class SessionReadFigure : IFigure
{
    private const double Least = 0.25, MostAccepted = 1000; // ms
    private const int Callers = 16, Turns = 3, Changes = 20;
    private static readonly int[] Sizes = [1_000, 10_000, 100_000];
    private static readonly TimeSpan Block = TimeSpan.FromSeconds(3), WarmUp = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Name => "P13";

    /// <inheritdoc/>
    public Task<IReadOnlyList<Result>> MeasureAsync(Setting setting, CancellationToken cancellationToken) => SessionDatabases.MeasureAsync(
        $"{Name} GET of a session", $">= {100 * Least} % of /health",
        async place =>
        {
            List<Result> results = [];
            foreach (var size in setting.IsFull ? Sizes : Sizes[..1])
            {
                await place.GrowAsync(size, cancellationToken);
                results.Add(await MeasureRateAsync(place, size, cancellationToken));
            }
            await CheckRowIsReadAsync(place, cancellationToken);
            results.Add(await MeasureRevocationAsync("its own server", place, place.Server, setting.Samples, cancellationToken));
            if (!place.IsShared)
                return results;
            await using var beside = await place.StartBesideAsync(cancellationToken);
            return [.. results, await MeasureRevocationAsync("another server", place, beside, setting.Samples, cancellationToken)];
        },
        cancellationToken);

    private async Task<Result> MeasureRateAsync(SessionPlace place, int size, CancellationToken cancellationToken)
    {
        var server = place.Server.Client.Server;
        var mine = place.Sessions.Where(session => session.CreatedBy == SessionPlace.Caller)
            .Select(session => (Shows: Quote(session.Id), Request: KeptConnection.Request(server, place.Token, $"/api/v0/sessions/{session.Id}"))).ToArray();
        var (ok, alive) = (Quote("ok"), KeptConnection.Request(server, token: null, "/health"));
        var connections = Enumerable.Range(0, Callers).Select(_ => new KeptConnection(server)).ToArray();
        try
        {
            Func<int, double> health = caller => Call(connections[caller], alive, ok), session = caller =>
            {
                var (shows, request) = mine[Random.Shared.Next(mine.Length)];
                return Call(connections[caller], request, shows);
            };
            var warm = new Load(Callers, WarmUp);
            await warm.RunAsync(health, cancellationToken);
            await warm.RunAsync(session, cancellationToken);
            var load = new Load(Callers, Block);
            Throughput bare = new(), warren = new();
            for (var turn = 0; turn < Turns; turn++)
            {
                bare.Add(await load.RunAsync(health, cancellationToken));
                warren.Add(await load.RunAsync(session, cancellationToken));
            }
            return Result.Rate($"{Name} GET of a session, {Callers} callers, {place.Database}", $">= {100 * Least} % of /health", Least, bare, warren) with { Size = size };
        }
        finally
        {
            Array.ForEach(connections, connection => connection.Dispose());
        }
    }

    private static byte[] Quote(string text) => Encoding.ASCII.GetBytes($"\"{text}\"");

    private static double Call(KeptConnection connection, byte[] request, byte[] expected)
    {
        var start = Stopwatch.GetTimestamp();
        var (status, body) = connection.Call(request);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return status == 200 && body.Span.IndexOf(expected) >= 0 ? elapsed
            : throw new InvalidOperationException($"A call was answered with {status}, and not with {Encoding.ASCII.GetString(expected)}.");
    }

    // Written behind the server's back: it shows what is in the row, not what it remembers.
    private static async Task CheckRowIsReadAsync(SessionPlace place, CancellationToken cancellationToken)
    {
        var session = place.Sessions.First(session => session.CreatedBy == SessionPlace.Caller);
        using var connection = new KeptConnection(place.Server.Client.Server);
        var request = KeptConnection.Request(place.Server.Client.Server, place.Token, $"/api/v0/sessions/{session.Id}");
        for (var change = 0; change < Changes; change++)
        {
            var prompt = string.Create(CultureInfo.InvariantCulture, $"prompt {change}");
            await place.Store.SaveAsync(new(session with { StartingPrompt = prompt }), SessionChange.None, cancellationToken);
            using var answer = JsonDocument.Parse(connection.Call(request).Body);
            if (answer.RootElement.GetProperty("startingPrompt").GetString() != prompt)
                throw new InvalidOperationException("A session was shown as it was before its row was changed.");
        }
        await place.Store.SaveAsync(new(session), SessionChange.None, cancellationToken);
    }

    private async Task<Result> MeasureRevocationAsync(string where, SessionPlace place, BenchServer asked, int samples, CancellationToken cancellationToken)
    {
        Series accepted = new();
        using KeptConnection owner = new(place.Server.Client.Server), other = new(asked.Client.Server);
        for (var sample = 0; sample < samples; sample++)
        {
            var token = await place.LoginAsync(cancellationToken);
            var list = KeptConnection.Request(asked.Client.Server, token, "/api/v0/sessions?limit=1");
            if (other.Call(list).Status is not 200 and var early)
                throw new InvalidOperationException($"A token that counts was answered with {early}.");
            if (owner.Call(KeptConnection.Request(place.Server.Client.Server, token, "/api/v0/auth/logout", "POST")).Status is >= 300 and var status)
                throw new InvalidOperationException($"A logout was answered with {status}.");
            var start = Stopwatch.GetTimestamp();
            while (other.Call(list).Status != 401)
                cancellationToken.ThrowIfCancellationRequested();
            accepted.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return new()
        {
            Figure = $"{Name} revoked token until it is refused by {where}, {place.Database}",
            Budget = $"always <= {MostAccepted} ms",
            Warren = accepted.Summarize(),
            Note = string.Create(CultureInfo.InvariantCulture, $"at most {accepted.Max:F1} ms"),
            Met = accepted.Max <= MostAccepted,
        };
    }
}
