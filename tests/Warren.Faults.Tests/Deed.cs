namespace Warren.Faults.Tests;

/// <summary>What is done at a step.</summary>
internal enum Deed
{
    KillServer,
    StopServer,
    KillGuest,
    KillRuntime,
    KillProgram,
    FillDisk,
}
