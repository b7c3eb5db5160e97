using System.Collections.Concurrent;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Images;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes;

/// <summary>The sandboxes that exist, by id, by name and in the order they were asked for.</summary>
internal sealed class SandboxRegistry(SandboxDrivers drivers, ISandboxStore store, TimeProvider time, ISandboxAdmission? admission = null) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Sandbox> _byId = new();
    private readonly ConcurrentDictionary<string, Sandbox> _reserved = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Owner, string Name), string> _names = [];
    private readonly Dictionary<string, SandboxRecord> _promised = [];
    // Oldest first; one that is new belongs at the end or close to it.
    private readonly Dictionary<string, List<Sandbox>> _byOwner = [];

    /// <summary>Called after every new version of a sandbox, with the state it was in before, by whoever holds its turn.</summary>
    public event Action<Sandbox, SandboxState>? Changed;

    /// <summary>Called once when the guest of a sandbox hangs, breaks off or lies, with what was wrong. It must not block.</summary>
    public event Action<Sandbox, GuestClient, string>? Broken;

    /// <summary>Counts what runs in a sandbox of an id and keeps it from being idle.</summary>
    public Func<string, int> CountActive { get; set; } = _ => 0;

    /// <summary>The drivers that realise them.</summary>
    public SandboxDrivers Drivers => drivers;

    /// <summary>Every sandbox that was added, of all owners.</summary>
    public IReadOnlyCollection<Sandbox> All => [.. _byId.Values];

    /// <summary>The record of a sandbox that is asked for now.</summary>
    public SandboxRecord NewRecord(string owner, SandboxSpec spec, PreparedImage image) => SandboxRecord.New(owner, spec, image, time.GetUtcNow());

    /// <summary>A sandbox that nobody can find until <see cref="Add"/>.</summary>
    /// <exception cref="WarrenException">Its driver is not configured.</exception>
    public Sandbox New(SandboxRecord record) =>
        new(record, drivers.Get(record), store, time)
        {
            Changed = (sandbox, from) => Changed?.Invoke(sandbox, from),
            Broken = (sandbox, guest, reason) => Broken?.Invoke(sandbox, guest, reason),
            CountActive = id => CountActive(id),
        };

    /// <summary>Notes that a sandbox is no orphan although nobody can find it yet.</summary>
    public void Reserve(Sandbox sandbox) => _reserved[sandbox.Id] = sandbox;

    /// <summary>Takes up a sandbox that was there before.</summary>
    /// <exception cref="WarrenException">Its owner has another one of its name.</exception>
    public void Add(Sandbox sandbox) => TakeUp(sandbox, sandbox.Record, isNew: false);

    /// <summary>Takes up a sandbox, made ahead or still to be made, as what somebody has asked for.</summary>
    /// <exception cref="WarrenException">Its owner has another one of its name, or as much as they may have; nothing has changed.</exception>
    public void AddAs(Sandbox sandbox, SandboxRecord asked) => TakeUp(sandbox, asked, isNew: true);

    /// <summary>Counts a sandbox as what it is about to become, until the result is disposed of.</summary>
    /// <exception cref="WarrenException">Its owner would have more than they may.</exception>
    public SandboxPromise Promise(Sandbox sandbox, SandboxSnapshot next)
    {
        lock (_gate)
        {
            var record = sandbox.Record with { Snapshot = next };
            Require(sandbox, record);
            _promised[sandbox.Id] = record;
        }
        return new(() =>
        {
            lock (_gate)
                _promised.Remove(sandbox.Id);
        });
    }

    private void TakeUp(Sandbox sandbox, SandboxRecord asked, bool isNew)
    {
        lock (_gate)
        {
            if (isNew)
                Require(sandbox, asked);
            if (asked.Snapshot.Spec.Name is { } name && !_names.TryAdd((asked.Owner, name), sandbox.Id))
                throw new WarrenException(ErrorCode.Conflict, $"You have a sandbox named {name} already; delete it or choose another name.");
            sandbox.Assume(asked);
            if (!_byOwner.TryGetValue(sandbox.Owner, out var owned))
                _byOwner[sandbox.Owner] = owned = [];
            owned.Insert(Behind(owned, Position(sandbox)), sandbox);
            _byId[sandbox.Id] = sandbox;
            _reserved.TryRemove(sandbox.Id, out _);
        }
    }

    private void Require(Sandbox sandbox, SandboxRecord next) => admission?.Require(
        next.Owner, _byId.Values.Where(other => other != sandbox).Select(other => _promised.GetValueOrDefault(other.Id) ?? other.Record).Append(next));

    /// <summary>Gives up a sandbox that is no more.</summary>
    public void Remove(Sandbox sandbox)
    {
        lock (_gate)
        {
            if (_reserved.TryRemove(sandbox.Id, out _) || !_byId.TryRemove(sandbox.Id, out _))
                return;
            if (sandbox.Snapshot.Spec.Name is { } name)
                _names.Remove((sandbox.Owner, name));
            var owned = _byOwner[sandbox.Owner];
            owned.RemoveAt(Behind(owned, Position(sandbox)) - 1);
            if (owned.Count == 0)
                _byOwner.Remove(sandbox.Owner);
        }
    }

    /// <summary>Whether what an engine shows is one of ours.</summary>
    public bool Knows(string id) => _byId.ContainsKey(id) || _reserved.ContainsKey(id);

    /// <summary>A sandbox by its id; null where there is none.</summary>
    public Sandbox? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>An owner's sandbox by id or name; others' are as if they did not exist.</summary>
    /// <exception cref="WarrenException">NotFound.</exception>
    public Sandbox Find(string idOrName, string owner)
    {
        // What has the form of an id is no name.
        if (!SandboxId.IsValid(idOrName))
            lock (_gate)
                idOrName = _names.GetValueOrDefault((owner, idOrName), idOrName);
        return _byId.TryGetValue(idOrName, out var sandbox) && sandbox.Owner == owner
            ? sandbox
            : throw new WarrenException(ErrorCode.NotFound, $"There is no sandbox '{idOrName}'.");
    }

    /// <summary>Which sandbox an id, or a name of an owner's, means; null for none.</summary>
    public SandboxLocation? Locate(string idOrName, string owner)
    {
        if (!SandboxId.IsValid(idOrName))
            lock (_gate)
                idOrName = _names.GetValueOrDefault((owner, idOrName), idOrName);
        return _byId.TryGetValue(idOrName, out var sandbox) ? new(sandbox.Id, sandbox.Snapshot.Spec.Name, sandbox.Owner) : null;
    }

    /// <summary>The first of an owner's sandboxes behind a position that a filter lets through, oldest first.</summary>
    public List<SandboxSnapshot> List(string owner, SandboxFilter filter, SandboxPosition? after, int count)
    {
        List<SandboxSnapshot> page = [];
        lock (_gate)
        {
            if (!_byOwner.TryGetValue(owner, out var owned))
                return page;
            for (var index = after is { } position ? Behind(owned, position) : 0; index < owned.Count && page.Count < count; index++)
                if (filter.Matches(owned[index].Snapshot))
                    page.Add(owned[index].Describe());
        }
        return page;
    }

    /// <summary>Sees that the database answers.</summary>
    public Task CheckStoreAsync(CancellationToken cancellationToken) => store.CheckAsync(cancellationToken);

    /// <summary>Closes the connections; sandboxes run on.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var sandbox in All.Concat(_reserved.Values))
            await sandbox.DisposeAsync();
    }

    private static SandboxPosition Position(Sandbox sandbox) => new(sandbox.CreatedAt, sandbox.Id);

    // Index of the first sandbox behind a position.
    private static int Behind(List<Sandbox> owned, SandboxPosition position)
    {
        var (low, high) = (0, owned.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Position(owned[middle]).CompareTo(position) <= 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
