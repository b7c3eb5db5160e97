using Warren.Api;
using Warren.Api.Sessions;

namespace Warren.Sessions;

/// <summary>Which changes of a session's state there are.</summary>
public static class SessionStates
{
    /// <summary>The states that one can be followed by.</summary>
    public static IReadOnlyList<SessionState> After(SessionState state) => state switch
    {
        SessionState.Init => [SessionState.Ready, SessionState.Error],
        SessionState.Ready => [SessionState.Idle, SessionState.Busy, SessionState.Error],
        SessionState.Idle => [SessionState.Ready, SessionState.Error],
        SessionState.Busy => [SessionState.Ready, SessionState.Error],
        _ => [SessionState.Init, SessionState.Ready],
    };

    /// <summary>Refuses a change that there is not.</summary>
    /// <exception cref="WarrenException">InvalidState; the message names those that there are.</exception>
    public static void Check(Session session, SessionState to)
    {
        if (!After(session.State).Contains(to))
            throw new WarrenException(ErrorCode.InvalidState,
                $"Session {session.Name} is {Name(session.State)} and cannot become {Name(to)}; from there it can become {string.Join(" or ", After(session.State).Select(Name))}.");
    }

    /// <summary>A state as it stands in JSON.</summary>
    public static string Name(SessionState state) => state.ToString().ToUpperInvariant();
}
