using System.Text.Json;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Api.Sessions;
using Warren.Sessions;
using Warren.Sessions.Agents;
using Warren.Sessions.Messages;

namespace Warren.Storage.Conformance;

/// <summary>What every store of sessions, agents and secrets does.</summary>
public abstract class SessionStoreConformance
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract TestDatabase CreateDatabase();

    [Fact]
    public async Task Session_is_read_as_it_was_written_by_the_next_server()
    {
        await using var database = CreateDatabase();
        var record = Record("a", 0) with
        {
            IsPaused = true,
            CopyFrom = "b",
            Dropping = "c",
            Runs = new Dictionary<string, AgentRun> { ["agent"] = new("agent", "exec", "box", "name") { Offset = 7, LastSequence = 3, Awaiting = ["m"] } },
        };
        await AddAsync(await OpenAsync(database), record);
        var store = await OpenAsync(database);
        Assert.Equivalent(record, await store.FindAsync("a", Token), strict: true);
        Assert.Null(await store.FindAsync("b", Token));
        Assert.Equal("a", await store.FindIdAsync("default", "name-a", Token));
        Assert.Null(await store.FindIdAsync("other", "name-a", Token));
    }

    [Fact]
    public async Task Name_is_taken_once_in_a_workspace_until_its_session_is_deleted()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        await AddAsync(store, Record("a", 0, name: "x"));
        Assert.True((await store.AddAsync(Record("b", 0, name: "x"), null, Start, Token)).IsNameTaken);
        Assert.Null(await store.FindAsync("b", Token));
        await AddAsync(store, Record("c", 0, name: "x", workspace: "other"));
        await AddAsync(store, Record("d", 0, name: "y"));
        Assert.Null(await store.SaveAsync(Record("d", 0, name: "x"), SessionChange.None, Token));
        Assert.Equal("y", (await store.FindAsync("d", Token))!.Session.Name);
        var first = Record("a", 0, name: "x");
        Assert.NotNull(await store.SaveAsync(first with { IsRemoving = true, Session = first.Session with { EndedAt = Start } }, SessionChange.None, Token));
        Assert.NotNull(await store.SaveAsync(Record("d", 0, name: "x"), SessionChange.None, Token));
        Assert.Equal("d", await store.FindIdAsync("default", "x", Token));
    }

    [Fact]
    public async Task Key_is_taken_together_with_the_session_or_neither_is()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        var key = new SessionKey("alice", "k", "body", "a", Start);
        Assert.Equal(new(), await store.AddAsync(Record("a", 0), key, Start.AddHours(-24), Token));
        var again = await store.AddAsync(Record("b", 1, name: "name-a"), key with { SessionId = "b", Body = "other" }, Start.AddHours(-24), Token);
        Assert.Equal((key, false), (again.TakenKey, again.IsNameTaken));
        Assert.Null(await store.FindAsync("b", Token));
        Assert.True((await store.AddAsync(Record("c", 1, name: "name-a"), key with { Key = "l", SessionId = "c" }, Start.AddHours(-24), Token)).IsNameTaken);
        Assert.Equal(new(), await store.AddAsync(Record("d", 1), key with { Key = "l", SessionId = "d" }, Start.AddHours(-24), Token));
        // A day later it is free again.
        Assert.Equal(new(), await store.AddAsync(Record("e", 2), key with { SessionId = "e", TakenAt = Start.AddHours(25) }, Start.AddHours(1), Token));
    }

    [Fact]
    public async Task Lists_are_newest_first_filtered_and_read_page_by_page()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        foreach (var (id, second) in new[] { ("a", 1), ("b", 3), ("c", 2), ("d", 3), ("e", 0) })
            await AddAsync(store, Record(id, second, labels: [("team", "red"), ("n", id)]));
        await AddAsync(store, Record("f", 9, creator: "bob", workspace: "w", labels: [("team", "blue")]));
        await AddAsync(store, Record("g", 8, creator: "bob", state: SessionState.Idle));
        var mine = new SessionFilter { CreatedBy = "alice" };

        Assert.Equal(["d", "b", "c", "a", "e"], await IdsAsync(store, mine));
        var first = await store.ListAsync(mine, null, 2, Token);
        Assert.Equal(["d", "b"], first.Select(session => session.Position.Id));
        Assert.Equal(["c", "a"], (await store.ListAsync(mine, first[^1].Position, 2, Token)).Select(session => session.Position.Id));
        Assert.Equal(["f", "g", "d", "b", "c", "a", "e"], await IdsAsync(store, new()));
        Assert.Equal(["g"], await IdsAsync(store, new() { State = SessionState.Idle }));
        Assert.Equal(["f"], await IdsAsync(store, new() { Workspaces = ["w"] }));
        Assert.Equal(["f", "g"], await IdsAsync(store, new() { Workspaces = ["w", "default"], CreatedBy = "bob" }));
        Assert.Empty(await IdsAsync(store, new() { Workspaces = [] }));
        Assert.Equal(["a"], await IdsAsync(store, new() { Name = "name-a" }));
        Assert.Equal(["d", "b", "c", "a", "e"], await IdsAsync(store, new() { Labels = [new("team", "red")] }));
        Assert.Equal(["c"], await IdsAsync(store, mine with { Labels = [new("team", "red"), new("n", "c")] }));
        Assert.Equal(["f", "d", "b", "c", "a", "e"], await IdsAsync(store, new() { Labels = [new("team", null)] }));
        var second2 = await store.ListAsync(new() { Labels = [new("team", "red")] }, first[^1].Position, 2, Token);
        Assert.Equal(["c", "a"], second2.Select(session => session.Position.Id));
        Assert.Empty(await IdsAsync(store, new() { CreatedBy = "s' OR '1'='1" }));
    }

    [Fact]
    public async Task Listed_session_is_the_one_that_was_stored()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        var record = Record("a", 1, labels: [("team", "red")]) with { IsPaused = true };
        record = record with { Session = record.Session with { StartingPrompt = "Grüße,\n\"<b>\" \u0001 🐇 {\"Session\":1}", PublishedAt = Start, Reason = "because" } };
        await AddAsync(store, record);
        var listed = Assert.Single(await store.ListAsync(new(), null, 9, Token));
        Assert.Equal(SessionPosition.Of(record.Session), listed.Position);
        Assert.Equivalent(record.Session, JsonSerializer.Deserialize(listed.Json.Span, WarrenJson.Wire.Session), strict: true);
    }

    [Fact]
    public async Task What_is_published_deleted_live_or_labelled_anew_is_found_as_such()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        foreach (var id in new[] { "a", "b", "c" })
            await AddAsync(store, Record(id, 0, labels: [("l", "1")]));
        var (a, b, c) = (Record("a", 0, labels: [("l", "2")]), Record("b", 0), Record("c", 0));
        await store.SaveAsync(a with { Session = a.Session with { PublishedAt = Start } }, new() { HasNewLabels = true }, Token);
        await store.SaveAsync(b with { IsRemoving = true, KeepsVolume = true, Session = b.Session with { EndedAt = Start } }, SessionChange.None, Token);
        await store.SaveAsync(c with { Session = c.Session with { SandboxId = "box" } }, SessionChange.None, Token);
        Assert.Equal(["a"], await IdsAsync(store, new() { IsPublished = true }));
        Assert.Equal(["a"], await IdsAsync(store, new() { Labels = [new("l", "2")] }));
        Assert.Equal(["c"], await IdsAsync(store, new() { Labels = [new("l", "1")] }));
        Assert.Equal(["b", "c"], (await store.ListLiveAsync(Token)).Select(record => record.Id).Order());
        Assert.Equal(["a", "b", "c"], (await store.ListVolumesAsync(Token)).Order());
        await store.SaveAsync(b with { Session = b.Session with { EndedAt = Start } }, SessionChange.None, Token);
        Assert.Equal(["a", "c"], (await store.ListVolumesAsync(Token)).Order());
    }

    [Fact]
    public async Task Messages_are_numbered_once_and_told_apart_by_whether_they_were_delivered()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        var record = Record("a", 0);
        await AddAsync(store, record);
        var added = await store.SaveAsync(record, new() { Messages = [NewMessage("one", true), NewMessage("two", false), NewMessage("three", true)] }, Token);
        Assert.Equal([1, 2, 3], added!.Select(message => message.Sequence));
        Assert.Equal(["one", "three"], (await store.ListPendingAsync("a", Token)).Select(message => message.Content));
        await store.SaveAsync(record, new() { Delivered = [1], DeliveredAt = Start }, Token);
        Assert.Equal(["three"], (await store.ListPendingAsync("a", Token)).Select(message => message.Content));
        var messages = await store.ListMessagesAsync("a", 0, 2, Token);
        Assert.Equal([("one", Start), ("two", null)], messages.Select(message => (message.Content, message.DeliveredAt)));
        Assert.Equal(["three"], (await store.ListMessagesAsync("a", 2, 2, Token)).Select(message => message.Content));
        Assert.Equal((3, 0), (await store.CountMessagesAsync("a", Token), await store.CountMessagesAsync("b", Token)));
        Assert.Equal(3, await store.RemoveMessagesAsync("a", Token));
        Assert.Equal(4, Assert.Single((await store.SaveAsync(record, new() { Messages = [NewMessage("four", false)] }, Token))!).Sequence);
    }

    [Fact]
    public async Task Write_that_fails_leaves_nothing_of_itself()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        await AddAsync(store, Record("a", 0, name: "x"));
        await AddAsync(store, Record("b", 0, name: "y"));
        Assert.Null(await store.SaveAsync(Record("b", 0, name: "x"), new() { Messages = [NewMessage("lost", true)] }, Token));
        Assert.Equal(0, await store.CountMessagesAsync("b", Token));
    }

    [Fact]
    public async Task Agents_have_names_of_their_own_in_a_workspace_and_are_listed_newest_first()
    {
        await using var database = CreateDatabase();
        var store = new SqlAgentStore(await database.OpenAsync());
        var agent = NewAgent("a", "x", 0) with { Tools = System.Text.Json.JsonDocument.Parse("""{"b":[1,2]}""").RootElement, Command = new(["run"]) };
        Assert.True(await store.SaveAsync(agent, Token));
        Assert.False(await store.SaveAsync(NewAgent("b", "x", 0), Token));
        Assert.True(await store.SaveAsync(NewAgent("b", "x", 1) with { Workspace = "w" }, Token));
        Assert.True(await store.SaveAsync(NewAgent("c", "y", 2) with { CreatedBy = "bob" }, Token));
        Assert.False(await store.SaveAsync(NewAgent("c", "x", 2), Token));
        Assert.True(await store.SaveAsync(agent with { Description = "new" }, Token));
        store = new SqlAgentStore(await database.OpenAsync());
        var read = (await store.FindAsync("a", Token))!;
        Assert.Equal(("new", """{"b":[1,2]}""", "run"), (read.Description, read.Tools!.Value.GetRawText(), Assert.Single(read.Command!.Arguments)));
        Assert.Equal("b", (await store.FindAsync("w", "x", Token))!.Id);
        Assert.Equal(["c", "b", "a"], (await store.ListAsync(new(null, null), null, 9, Token)).Select(found => found.Id));
        Assert.Equal(["b", "a"], (await store.ListAsync(new("alice", null), SessionPosition.Of(NewAgent("c", "y", 2)), 9, Token)).Select(found => found.Id));
        Assert.Equal(["b"], (await store.ListAsync(new("alice", ["w"]), null, 9, Token)).Select(found => found.Id));
        await store.RemoveAsync("a", Token);
        Assert.Null(await store.FindAsync("default", "x", Token));
    }

    [Fact]
    public async Task Secrets_are_told_apart_by_workspace_session_and_name()
    {
        await using var database = CreateDatabase();
        var store = new SqlSecretStore(await database.OpenAsync());
        foreach (var (workspace, session, name, creator) in new[] { ("w", null, "A", "alice"), ("w", "s", "A", "bob"), ("w", "s", "B", "bob"), ("v", null, "A", "alice") })
            Assert.True(await store.AddAsync(new(new() { Workspace = workspace, SessionId = session, Name = name, CreatedBy = creator, CreatedAt = Start }, $"{workspace}{session}{name}"), Token));
        Assert.False(await store.AddAsync(new(new() { Workspace = "w", Name = "A", CreatedBy = "x", CreatedAt = Start }, "other"), Token));
        Assert.True(await store.ReplaceAsync(new(new() { Workspace = "w", Name = "A", CreatedBy = "x", CreatedAt = Start }, "new"), Token));
        Assert.False(await store.ReplaceAsync(new(new() { Workspace = "v", Name = "B", CreatedBy = "x", CreatedAt = Start }, "new"), Token));
        var replaced = Assert.Single(await store.ListAsync(["w"], "", null, Token));
        Assert.Equal(("new", "alice"), (replaced.Sealed, replaced.Secret.CreatedBy));
        Assert.True(await store.ReplaceAsync(replaced with { Sealed = "wA" }, Token));
        store = new SqlSecretStore(await database.OpenAsync());
        Assert.Equal(["vA", "wA", "wsA", "wsB"], (await store.ListAsync(null, null, null, Token)).Select(secret => secret.Sealed));
        Assert.Equal(["wA"], (await store.ListAsync(["w"], "", null, Token)).Select(secret => secret.Sealed));
        Assert.Equal(["wsA", "wsB"], (await store.ListAsync(["w", "v"], null, "bob", Token)).Select(secret => secret.Sealed));
        Assert.True(await store.RemoveAsync("w", null, "A", Token));
        Assert.False(await store.RemoveAsync("w", null, "A", Token));
        await store.RemoveAllAsync("s", Token);
        Assert.Equal(["vA"], (await store.ListAsync(null, null, null, Token)).Select(secret => secret.Sealed));
    }

    [Fact]
    public async Task Servers_that_share_a_database_see_their_own_sessions_and_no_name_twice()
    {
        await using var database = CreateDatabase();
        var (one, other) = (await database.OpenAsync(), await database.OpenBesideAsync());
        var (first, second, isShared) = (new SqlSessionStore(one), new SqlSessionStore(other), one != other);
        var record = Record("a", 0, "one");
        await AddAsync(first, record with { Session = record.Session with { SandboxId = "box" } });
        Assert.True((await second.AddAsync(Record("b", 1, "one"), null, Start, Token)).IsNameTaken);
        Assert.Equal(isShared, await second.FindAsync("a", Token) is null);
        Assert.Equal(isShared, await second.FindIdAsync("default", "one", Token) is null);
        Assert.Equal(isShared, (await second.ListAsync(new(), null, 9, Token)).Count == 0);
        Assert.Equal(isShared, (await second.ListVolumesAsync(Token)).Count == 0);
        Assert.Equal(isShared, (await second.ListLiveAsync(Token)).Count == 0);
        Assert.Equal(["a"], await first.ListVolumesAsync(Token));
    }

    private static async Task<ISessionStore> OpenAsync(TestDatabase database) => new SqlSessionStore(await database.OpenAsync());

    private static async Task AddAsync(ISessionStore store, SessionRecord record) => Assert.Equal(new(), await store.AddAsync(record, null, Start, Token));

    private static async Task<IEnumerable<string>> IdsAsync(ISessionStore store, SessionFilter filter) =>
        (await store.ListAsync(filter, null, 100, Token)).Select(session => session.Position.Id);

    private static SessionRecord Record(
        string id, int second, string? name = null, string workspace = "default", string creator = "alice", SessionState state = SessionState.Ready, params (string, string)[] labels) => new(new Session
        {
            Id = id,
            Name = name ?? $"name-{id}",
            Workspace = workspace,
            State = state,
            AgentIds = ["agent"],
            IdleTimeoutSeconds = 300,
            Labels = labels.ToDictionary(),
            Image = "image",
            Cpu = 0.5,
            Memory = 1,
            Disk = 2,
            Network = NetworkPolicy.None,
            Secrets = ["TOKEN"],
            Setup = [new(["true"])],
            SetupStatus = SetupStatus.Completed,
            CreatedBy = creator,
            CreatedAt = Start.AddSeconds(second),
            LastActivityAt = Start.AddSeconds(second),
            Version = 1,
        });

    private static MessageRecord NewMessage(string content, bool isToDeliver) => new(
        new Message { Id = $"id-{content}", SessionId = "a", Sequence = 0, Role = MessageRole.User, Content = content, CreatedAt = Start }, isToDeliver);

    private static Agent NewAgent(string id, string name, int second) => new()
    {
        Id = id,
        Name = name,
        Workspace = "default",
        Active = true,
        CreatedBy = "alice",
        CreatedAt = Start.AddSeconds(second),
        ChangedAt = Start,
    };
}
