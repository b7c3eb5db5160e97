using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Warren.Api;
using Warren.Api.Sandboxes;

namespace Warren.Sandboxes;

/// <summary>Makes a sandbox once for all creations that carry the same key, one after the other or at once.</summary>
internal sealed class IdempotentCreation(SandboxCreation creation, SandboxRegistry registry, ISandboxStore store, TimeProvider time)
{
    private const int MaxKey = 255;
    private readonly ConcurrentDictionary<(string Owner, string Key), Attempt> _underWay = new();
    private long _pruneAt;

    /// <summary>Makes a sandbox, or gives the one that was made with the key.</summary>
    /// <exception cref="WarrenException">Conflict where the key was used for something else, or its sandbox is no more.</exception>
    public async Task<SandboxCreated> CreateAsync(SandboxSpec spec, string owner, string? key, CancellationToken cancellationToken)
    {
        if (key is null)
            return new(await creation.CreateAsync(spec, owner, null, cancellationToken), IsReplayed: false);
        if (key.Length is 0 or > MaxKey || key.Any(letter => letter is < '!' or > '~'))
            throw new WarrenException(ErrorCode.InvalidRequest, $"An Idempotency-Key has 1 to {MaxKey} visible ASCII characters.");
        var body = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(spec, WarrenJson.Wire.SandboxSpec)));
        while (true)
        {
            var mine = new Attempt(body);
            var attempt = _underWay.GetOrAdd((owner, key), mine);
            if (attempt == mine)
                return await LeadAsync(mine, spec, owner, key, cancellationToken);
            Check(attempt.Body == body, key);
            // One who gave up in the middle has freed the key for whoever still waits.
            if (await attempt.Made.Task.WaitAsync(cancellationToken) is { } made)
                return new(made, IsReplayed: true);
        }
    }

    private static void Check(bool isSame, string key)
    {
        if (!isSame)
            throw new WarrenException(ErrorCode.Conflict, $"The Idempotency-Key '{key}' was used for another request; choose a new one.");
    }

    private async Task<SandboxCreated> LeadAsync(Attempt attempt, SandboxSpec spec, string owner, string key, CancellationToken cancellationToken)
    {
        SandboxSnapshot? made = null;
        try
        {
            await PruneAsync(cancellationToken);
            made = await FindMadeAsync(attempt, owner, key, cancellationToken);
            if (made is not null)
                return new(made, IsReplayed: true);
            try
            {
                made = await creation.CreateAsync(spec, owner, id => new(owner, key, attempt.Body, id, time.GetUtcNow()), cancellationToken);
                return new(made, IsReplayed: false);
            }
            catch (WarrenException clash) when (clash.Code == ErrorCode.Conflict)
            {
                // Another server may have been quicker with the same key; what this one made is removed by now.
                made = await FindMadeAsync(attempt, owner, key, cancellationToken);
                if (made is null)
                    throw;
                return new(made, IsReplayed: true);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            attempt.Fail(failure);
            throw;
        }
        finally
        {
            _underWay.TryRemove(new((owner, key), attempt));
            attempt.Made.TrySetResult(made);
        }
    }

    // What the key was used for before, on whichever server; null where it is free.
    private async Task<SandboxSnapshot?> FindMadeAsync(Attempt attempt, string owner, string key, CancellationToken cancellationToken)
    {
        var before = await store.FindKeyAsync(owner, key, cancellationToken);
        if (before is null || before.TakenAt <= time.GetUtcNow() - IdempotencyKey.Kept)
            return null;
        Check(before.Body == attempt.Body, key);
        var made = registry.Find(before.SandboxId)?.Describe() ?? (await store.FindAsync(before.SandboxId, cancellationToken))?.Snapshot;
        return made is { DesiredState: not DesiredState.Destroyed } ? made : throw new WarrenException(
            ErrorCode.Conflict, $"The sandbox {before.SandboxId} that was made with the Idempotency-Key '{key}' was destroyed; choose a new key.");
    }

    private async Task PruneAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = Interlocked.Read(ref _pruneAt);
        if (now.UtcTicks >= due && Interlocked.CompareExchange(ref _pruneAt, (now + TimeSpan.FromHours(1)).UtcTicks, due) == due)
            await store.PruneKeysAsync(now - IdempotencyKey.Kept, cancellationToken);
    }

    // Null as a result says that it was given up.
    private sealed class Attempt(string body)
    {
        public string Body => body;

        public TaskCompletionSource<SandboxSnapshot?> Made { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Fail(Exception failure)
        {
            Made.SetException(failure);
            _ = Made.Task.Exception; // Nobody else may wait; the one who made the attempt reports it.
        }
    }
}
