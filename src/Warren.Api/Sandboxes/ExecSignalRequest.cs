namespace Warren.Api.Sandboxes;

/// <summary>Asks for a signal to be sent to the process group of an exec.</summary>
public sealed record ExecSignalRequest
{
    /// <summary>Name of the signal, such as <c>SIGTERM</c>.</summary>
    public required string Signal { get; init; }
}
