namespace Warren.Guest.Processes;

/// <summary>Starts user programs in one place: the sandbox itself, or a cell in it.</summary>
internal interface ISpawner
{
    /// <summary>Starts a process; gives its id there. Who waits must not keep the thread that goes on.</summary>
    /// <exception cref="GuestFailure">It cannot be started as asked.</exception>
    Task<int> SpawnAsync(Spawn spawn);
}
