namespace Warren.Faults.Tests;

/// <summary>A caller's script cannot go on: its sandbox ended with a reason, or a call was refused.</summary>
internal sealed class CannotGoOnException(string message) : Exception(message);
