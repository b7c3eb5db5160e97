namespace Warren.Sandboxes;

/// <summary>The right to change a sandbox, until disposed.</summary>
internal readonly struct SandboxTurn(SemaphoreSlim turn) : IDisposable
{
    /// <summary>Lets the next one change it.</summary>
    public void Dispose() => turn.Release();
}
