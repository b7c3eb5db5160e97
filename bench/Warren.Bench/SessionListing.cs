using System.Data.Common;
using Warren.Api.Sessions;
using Warren.Sessions;

namespace Warren.Bench;

/// <summary>A list that is measured: as it is asked for over HTTP and of the store, and as a query that somebody would write for it by hand.</summary>
/// <param name="Name">What it lists.</param>
/// <param name="Query">Its parameters over HTTP.</param>
/// <param name="Filter">The same for the store.</param>
/// <param name="Has">Which sessions are in it.</param>
/// <param name="Sql">The query; its parameters are <c>@time</c> and <c>@id</c> of the last session of the page before, and <see cref="Values"/>.</param>
/// <param name="Values">What its other parameters are.</param>
internal sealed record SessionListing(
    string Name, string Query, SessionFilter Filter, Func<Session, bool> Has, string Sql, IReadOnlyDictionary<string, object> Values)
{
    /// <summary>How many sessions a page has.</summary>
    public const int Page = 30;

    /// <summary>The lists: one's own that are idle (three of forty), and everybody's with a label (one of ten).</summary>
    public static IReadOnlyList<SessionListing> All { get; } =
    [
        new("own, by state", "state=IDLE", new() { CreatedBy = SessionPlace.Caller, State = SessionState.Idle },
            session => session is { CreatedBy: SessionPlace.Caller, State: SessionState.Idle },
            "SELECT id, record FROM sessions WHERE created_by = @creator AND state = @state AND ended_at IS NULL AND (created_at, id) < (@time, @id) "
            + $"ORDER BY created_at DESC, id DESC LIMIT {Page}",
            new Dictionary<string, object> { ["creator"] = SessionPlace.Caller, ["state"] = "idle" }),
        new("all, by label", $"all=true&label={SessionPlace.Label}%3D3", new() { Labels = [new(SessionPlace.Label, "3")] },
            session => session.Labels[SessionPlace.Label] == "3",
            "SELECT s.id, s.record FROM session_labels l JOIN sessions s ON s.id = l.session_id "
            + "WHERE l.name = @label AND l.value = @value AND s.ended_at IS NULL AND (l.created_at, l.session_id) < (@time, @id) "
            + $"ORDER BY l.created_at DESC, l.session_id DESC LIMIT {Page}",
            new Dictionary<string, object> { ["label"] = SessionPlace.Label, ["value"] = "3" }),
    ];

    /// <summary>Sends the query and reads all of its rows as text; gives the ids.</summary>
    public List<string> Run(DbConnection connection, SessionPosition after)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Sql;
        foreach (var (name, value) in (ReadOnlySpan<KeyValuePair<string, object>>)[.. Values, new("time", after.CreatedAt), new("id", after.Id)])
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
        List<string> ids = [];
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            ids.Add(reader.GetString(0));
            _ = reader.GetString(1);
        }
        return ids;
    }
}
