namespace Warren.Cli.Files;

/// <summary>What a tree that was copied has.</summary>
/// <param name="Files">Regular files.</param>
/// <param name="Bytes">What is in them.</param>
/// <param name="Skipped">What was left out: devices, pipes, sockets, and what would have been put elsewhere.</param>
internal readonly record struct TreeCount(long Files, long Bytes, long Skipped);
