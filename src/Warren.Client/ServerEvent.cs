using System.Buffers;

namespace Warren.Client;

/// <summary>One server-sent event.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Data">Its data.</param>
internal readonly record struct ServerEvent(string Name, ReadOnlySequence<byte> Data);
