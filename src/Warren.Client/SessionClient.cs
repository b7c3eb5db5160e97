using Warren.Api;
using Warren.Api.Sessions;

namespace Warren.Client;

/// <summary>Sessions, and what is done inside of them. Wherever an id is taken, a name is too.</summary>
public sealed class SessionClient : InsideClient
{
    private const string Root = "api/v0/sessions";
    private readonly WarrenClient _client;

    internal SessionClient(WarrenClient client)
        : base(client, Root, "stats") => (_client, Messages) = (client, new(client, Root));

    /// <summary>What is said in sessions.</summary>
    public MessageClient Messages { get; }

    /// <summary>Makes a session, or gives the one that was made for the same key before; returns when it is ready, or has failed to become so.</summary>
    public Task<Session> CreateAsync(SessionSpec spec, string? idempotencyKey, CancellationToken cancellationToken) =>
        _client.CreateAsync(Root, WarrenClient.Json(spec, WarrenJson.Wire.SessionSpec), WarrenJson.Wire.Session, idempotencyKey, cancellationToken);

    /// <summary>Reads those that are wanted, page by page.</summary>
    public IAsyncEnumerable<Session> ListAsync(SessionQuery query, CancellationToken cancellationToken) =>
        _client.ReadPagesAsync(query.Of(Root), WarrenJson.Wire.PageSession, query.Most, cancellationToken);

    /// <summary>Reads those that are published, to be read and remixed.</summary>
    public IAsyncEnumerable<Session> ListPublishedAsync(string? workspace, CancellationToken cancellationToken) =>
        _client.ReadPagesAsync(Query.Of("api/v0/published/sessions", ("workspace", workspace)), WarrenJson.Wire.PageSession, most: null, cancellationToken);

    /// <summary>Reads one.</summary>
    /// <param name="session">Its id or name.</param>
    /// <param name="workspace">The workspace that a name is of; null for <c>default</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<Session> GetAsync(string session, string? workspace, CancellationToken cancellationToken) =>
        _client.GetAsync(Query.Of(Path(session), ("workspace", workspace)), WarrenJson.Wire.Session, cancellationToken);

    /// <summary>Changes one.</summary>
    public Task<Session> UpdateAsync(string session, SessionPatch patch, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Put, Path(session), WarrenClient.Json(patch, WarrenJson.Wire.SessionPatch), WarrenJson.Wire.Session, cancellationToken);

    /// <summary>Asks for a state.</summary>
    public Task<Session> SetStateAsync(string session, SessionState state, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Put, $"{Path(session)}/state",
        WarrenClient.Json(new SessionStateRequest { State = state }, WarrenJson.Wire.SessionStateRequest), WarrenJson.Wire.Session, cancellationToken);

    /// <summary>Asks for <c>pause</c>, <c>suspend</c>, <c>resume</c>, <c>publish</c> or <c>unpublish</c>; returns when it is done.</summary>
    public Task<Session> ChangeAsync(string session, string action, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Post, $"{Path(session)}/{action}", null, WarrenJson.Wire.Session, cancellationToken);

    /// <summary>Makes a new session from one.</summary>
    /// <param name="session">The one that is there.</param>
    /// <param name="remix">What is to be different.</param>
    /// <param name="into">The workspace of the new one; null for that of the other.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<Session> RemixAsync(string session, SessionRemix remix, string? into, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, Query.Of($"{Path(session)}/remix", ("into", into)), WarrenClient.Json(remix, WarrenJson.Wire.SessionRemix), WarrenJson.Wire.Session, cancellationToken);

    /// <summary>Removes one for ever, with its volume unless that is kept.</summary>
    public Task DeleteAsync(string session, bool keepVolume, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Delete, Query.Of(Path(session), ("keepVolume", Query.Flag(keepVolume))), null, cancellationToken);
}
