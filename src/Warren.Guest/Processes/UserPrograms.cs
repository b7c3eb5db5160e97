using Warren.Guest.Native;

namespace Warren.Guest.Processes;

/// <summary>
/// Starts programs from a thread that is confined and takes on the user's identity for the moment of the start.
/// </summary>
internal sealed class UserPrograms(Credentials credentials)
{
    private readonly ProgramLauncher _launcher = new();

    /// <summary>Starts one; gives its process id.</summary>
    /// <exception cref="GuestFailure">It cannot be started as asked.</exception>
    public int Start(Spawn spawn)
    {
        try
        {
            credentials.Become(spawn.User, spawn.TrackingGid);
            return _launcher.Launch(spawn);
        }
        finally
        {
            credentials.Restore();
        }
    }

    /// <summary>Where memory is short the kernel takes the highest score first: it is to be user code, never the guest.</summary>
    public static unsafe void OfferToOomKiller(int pid)
    {
        var file = Libc.open($"/proc/{pid}/oom_score_adj", Descriptors.WriteOnly | Descriptors.CloseOnExec);
        if (file < 0)
            return; // It ended already.
        fixed (byte* score = "1000"u8)
            Libc.write(file, score, 4);
        Libc.close(file);
    }
}
