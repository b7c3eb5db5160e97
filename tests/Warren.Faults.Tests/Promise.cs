using System.Collections.Concurrent;
using System.Security.Cryptography;
using Warren.Api.Sandboxes;

namespace Warren.Faults.Tests;

/// <summary>What a caller was promised of one sandbox, and what it asked for without learning how that went.</summary>
internal sealed class Promise
{
    /// <summary>The label that the sandbox carries; no other does.</summary>
    public string Label { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>Its id, where its creation was answered.</summary>
    public string? Id { get; set; }

    /// <summary>Whether its creation was refused, so that there must be none.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Whether its removal was asked for.</summary>
    public bool MayBeGone { get; set; }

    /// <summary>Whether its removal was answered.</summary>
    public bool IsGone { get; set; }

    /// <summary>The states that it may be left in; more than one where an answer is missing.</summary>
    public HashSet<SandboxState> States { get; } = [SandboxState.Running];

    /// <summary>The memory limits that it may have.</summary>
    public HashSet<long> Memory { get; } = [];

    /// <summary>The disk sizes that it may have.</summary>
    public HashSet<long> Disk { get; } = [];

    /// <summary>Contents that a file may have, as their hashes; null for none.</summary>
    public ConcurrentDictionary<string, HashSet<string?>> Files { get; } = new();

    /// <summary>Marks that programs have put into the file <c>effects</c>, and whether that was answered.</summary>
    public ConcurrentDictionary<string, bool> Effects { get; } = new();

    /// <summary>Programs in the background, by their ids.</summary>
    public ConcurrentDictionary<string, Output> Outputs { get; } = new();

    /// <summary>Cancelled where its caller cannot go on, and nobody knows whether what it left comes to an end: paused, it does not.</summary>
    public CancellationTokenSource Left { get; } = new();

    /// <summary>Asks for something of which only one of two values is right after: the old, or the new.</summary>
    public static async Task ChangeAsync<T>(HashSet<T> values, T next, Func<Task<bool>> ask)
    {
        lock (values)
            values.Add(next);
        if (!await ask())
            return;
        lock (values)
            values.RemoveWhere(value => !EqualityComparer<T>.Default.Equals(value, next));
    }
}
