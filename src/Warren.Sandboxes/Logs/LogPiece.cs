namespace Warren.Sandboxes.Logs;

/// <summary>A piece of a log.</summary>
/// <param name="Sequence">Its place in everything that the sandbox wrote.</param>
/// <param name="Time">When it was received.</param>
/// <param name="Exec">Id of the exec that wrote it.</param>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Offset">Offset of the first byte in that output.</param>
/// <param name="Dropped">Bytes of that output just before it that are not kept.</param>
/// <param name="Data">What was written; valid until the next piece is asked for.</param>
public readonly record struct LogPiece(long Sequence, DateTimeOffset Time, string Exec, string Stream, long Offset, long Dropped, ReadOnlyMemory<byte> Data);
