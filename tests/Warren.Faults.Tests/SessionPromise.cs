using System.Collections.Concurrent;
using System.Security.Cryptography;
using Warren.Api.Sessions;

namespace Warren.Faults.Tests;

/// <summary>What a caller was promised of one session, and what it asked for without learning how that went.</summary>
internal sealed class SessionPromise
{
    /// <summary>Its name; no other session has it.</summary>
    public string Name { get; } = "s" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>Its id, where its creation was answered.</summary>
    public string? Id { get; set; }

    /// <summary>Whether its creation was refused, so that there must be none.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Whether its removal was asked for.</summary>
    public bool MayBeGone { get; set; }

    /// <summary>Whether its removal was answered.</summary>
    public bool IsGone { get; set; }

    /// <summary>The states that it may be left in; more than one where an answer is missing.</summary>
    public HashSet<SessionState> States { get; } = [SessionState.Ready];

    /// <summary>What its file may hold; null for no file.</summary>
    public HashSet<string?> Contents { get; } = [null];

    /// <summary>What was said in it, and whether that was answered.</summary>
    public ConcurrentDictionary<string, bool> Messages { get; } = new();
}
