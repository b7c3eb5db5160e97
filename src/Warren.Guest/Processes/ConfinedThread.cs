using Warren.Guest.Native;

namespace Warren.Guest.Processes;

/// <summary>Starts threads that have fewer rights than the others.</summary>
internal static class ConfinedThread
{
    /// <summary>Starts a thread; returns when it is confined.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="confine">Gives up its rights.</param>
    /// <param name="run">What it then does until the process ends.</param>
    /// <exception cref="NativeException">It could not be confined.</exception>
    public static void Start(string name, Action confine, Action run)
    {
        // A Task that is waited for would spin.
        using var ready = new AutoResetEvent(false);
        NativeException? failure = null;
        new Thread(Run) { IsBackground = true, Name = name }.Start();
        ready.WaitOne();
        if (failure is not null)
            throw failure;

        void Run()
        {
            try
            {
                confine();
            }
            catch (NativeException thrown)
            {
                failure = thrown;
            }
            var goesOn = failure is null;
            ready.Set();
            if (goesOn)
                run();
        }
    }
}
