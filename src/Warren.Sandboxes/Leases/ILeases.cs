namespace Warren.Sandboxes.Leases;

/// <summary>
/// Lets one of several servers do a piece of work that any of them could do. Who claims it has it for a time, and renews that
/// while it works; when it is killed the time runs out, and another may claim it.
/// </summary>
/// <remarks>
/// Time goes by the database's clock, so that a host whose clock is wrong neither loses nor keeps a lease for it. A holder
/// counts the time from before it asked, and stops working when a renewal did not succeed in it: it cannot know then whether
/// another has begun. Every method throws <see cref="Api.WarrenException"/> with
/// <see cref="Api.ErrorCode.EngineUnavailable"/> where the database is away.
/// </remarks>
public interface ILeases
{
    /// <summary>Claims work that nobody has.</summary>
    /// <param name="work">Its name, such as <c>session/ID/idle</c>; the same on every server.</param>
    /// <param name="time">How long to have it, at least a millisecond.</param>
    /// <param name="cancellationToken">Gives it up before it begins.</param>
    /// <returns>The lease; null where somebody has it, this server's own lease included.</returns>
    Task<Lease?> TryClaimAsync(string work, TimeSpan time, CancellationToken cancellationToken);

    /// <summary>Has the time of a lease begin anew, also where it has run out and nobody has claimed the work since.</summary>
    /// <returns>False where somebody else has it by now, or it was given back.</returns>
    Task<bool> TryRenewAsync(Lease lease, TimeSpan time, CancellationToken cancellationToken);

    /// <summary>Gives work back; nothing happens where somebody else has it by now.</summary>
    Task GiveBackAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>Gives back all that an earlier server of this installation had, which has ended. For the start of a server.</summary>
    Task GiveBackAllAsync(CancellationToken cancellationToken);
}
