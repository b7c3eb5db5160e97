namespace Warren.Drivers.Docker.Engine;

/// <summary>What was made.</summary>
internal sealed record Created(string Id);
