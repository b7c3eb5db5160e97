using System.Buffers;

namespace Warren.Client;

/// <summary>One server-sent event.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Where the stream can be taken up again behind it; null where it has none.</param>
/// <param name="Data">Its data.</param>
internal readonly record struct ServerEvent(string Name, string? Id, ReadOnlySequence<byte> Data);
