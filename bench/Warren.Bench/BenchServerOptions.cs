namespace Warren.Bench;

/// <summary>What a server is started with.</summary>
/// <param name="MaxIdle">How many sandboxes it may make ahead.</param>
/// <param name="DatabaseUrl">Its database; empty for the SQLite file of its state folder.</param>
internal sealed record BenchServerOptions(int MaxIdle, string DatabaseUrl = "");
