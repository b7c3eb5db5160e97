namespace Warren.Sandboxes;

/// <summary>Holds what a sandbox is about to become, so that everything that is asked for meanwhile counts it; ended when it is, or is not.</summary>
internal sealed class SandboxPromise(Action end) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => end();
}
