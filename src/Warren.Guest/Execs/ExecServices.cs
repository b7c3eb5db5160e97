namespace Warren.Guest.Execs;

/// <summary>What all execs share.</summary>
/// <param name="Loop">Tells when pipes are ready.</param>
/// <param name="Budget">Bounds kept output.</param>
/// <param name="Time">The clock.</param>
internal sealed record ExecServices(EventLoop Loop, OutputBudget Budget, TimeProvider Time);
