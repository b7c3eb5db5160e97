using System.Globalization;
using System.Text;
using Dapper;
using Warren.Api.Sessions;
using Warren.Sessions;

namespace Warren.Storage;

/// <summary>The query of a list of sessions: whatever the filter, it walks along an index that has the order of the list.</summary>
internal static class SessionQuery
{
    /// <summary>The query, and what it is given.</summary>
    public static (string Sql, DynamicParameters Parameters) Of(SessionFilter filter, string installation, SessionPosition? after, int limit)
    {
        var given = new DynamicParameters();
        // Where there is a label with a value, few have it: those are walked along, and looked up.
        var label = filter.Labels.FirstOrDefault(label => label.Value is not null);
        var (time, id) = label.Key is null ? ("s.created_at", "s.id") : ("l.created_at", "l.session_id");
        var sql = new StringBuilder("SELECT s.created_at, s.id, s.record FROM ").Append(label.Key is null ? "sessions s" : "session_labels l CROSS JOIN sessions s")
            .Append(" WHERE s.ended_at IS NULL");
        Add(" AND s.installation = @installation", ("installation", installation));
        if (label.Key is not null)
            Add(" AND s.id = l.session_id AND l.name = @labelName AND l.value = @labelValue", ("labelName", label.Key), ("labelValue", label.Value));
        foreach (var (index, other) in filter.Labels.Where(other => !other.Equals(label)).Index())
            AddLabel(index, other);
        if (filter.CreatedBy is not null)
            Add(" AND s.created_by = @createdBy", ("createdBy", filter.CreatedBy));
        if (filter.Workspaces is not null)
            AddWorkspaces(filter.Workspaces);
        if (filter.State is { } state)
            Add(" AND s.state = @state", ("state", ToText(state)));
        if (filter.Name is not null)
            Add(" AND s.name = @name", ("name", filter.Name));
        if (filter.IsPublished)
            sql.Append(" AND s.published_at IS NOT NULL");
        if (after is { } position)
            Add($" AND ({time}, {id}) < (@afterTime, @afterId)", ("afterTime", position.CreatedAt), ("afterId", position.Id));
        Add($" ORDER BY {time} DESC, {id} DESC LIMIT @limit", ("limit", limit));
        return (sql.ToString(), given);

        void Add(string text, params ReadOnlySpan<(string Name, object? Value)> values)
        {
            sql.Append(text);
            foreach (var (name, value) in values)
                given.Add(name, value);
        }

        void AddLabel(int index, KeyValuePair<string, string?> other)
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND EXISTS (SELECT 1 FROM session_labels o WHERE o.session_id = s.id AND o.name = @name{index}");
            given.Add($"name{index}", other.Key);
            if (other.Value is not null)
            {
                sql.Append(CultureInfo.InvariantCulture, $" AND o.value = @value{index}");
                given.Add($"value{index}", other.Value);
            }
            sql.Append(')');
        }

        void AddWorkspaces(IReadOnlyCollection<string> workspaces)
        {
            foreach (var (index, workspace) in workspaces.Index())
                given.Add($"workspace{index}", workspace);
            sql.Append(workspaces.Count switch
            {
                0 => " AND 1 = 0",
                1 => " AND s.workspace = @workspace0",
                _ => $" AND s.workspace IN ({string.Join(", ", workspaces.Select((_, index) => $"@workspace{index}"))})",
            });
        }
    }

    /// <summary>A state as it stands in the column.</summary>
    public static string ToText(SessionState state) => state.ToString().ToLowerInvariant();
}
