using Microsoft.Net.Http.Headers;

namespace Warren.Server.Pages;

/// <summary>Bytes of the page, with what tells them from others.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="Tag">Their entity tag, made from their content.</param>
internal sealed record PageBytes(ReadOnlyMemory<byte> Content, EntityTagHeaderValue Tag);
