using Warren.Api;
using Warren.Guest.Protocol;

namespace Warren.Sandboxes.Entrypoints;

/// <summary>Runs the execs that entrypoints are, as background execs whose output is kept like any other's.</summary>
internal interface IEntrypointExecs
{
    /// <summary>Starts an exec; one of the same id that was started already is that one, whether it still runs or not.</summary>
    /// <exception cref="WarrenException">It could not be started, or the guest cannot be reached.</exception>
    Task StartAsync(Sandbox sandbox, GuestExecRequest request, CancellationToken cancellationToken);

    /// <summary>Waits for the end of an exec, however long that takes.</summary>
    /// <exception cref="WarrenException">It cannot be followed just now.</exception>
    Task<EntrypointEnd> WaitAsync(Sandbox sandbox, string execId, CancellationToken cancellationToken);
}
