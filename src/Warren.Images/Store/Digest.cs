using System.Security.Cryptography;
using Warren.Api;

namespace Warren.Images.Store;

/// <summary>A SHA-256 digest, the only kind that the store keeps (OCI image specification, descriptor.md).</summary>
/// <param name="Hex">Its 64 lower-case hexadecimal digits, safe as a file name.</param>
internal readonly record struct Digest(string Hex)
{
    private const string Prefix = "sha256:";

    /// <summary>Digest of some bytes.</summary>
    public static Digest Of(ReadOnlySpan<byte> bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>Reads <c>sha256:</c> and 64 digits; null when it is anything else.</summary>
    public static Digest? TryParse(string? text) =>
        text is { Length: 71 } && text.StartsWith(Prefix, StringComparison.Ordinal) && text[7..].All(char.IsAsciiHexDigitLower)
            ? new(text[7..])
            : null;

    /// <summary>Reads a digest out of an archive.</summary>
    public static Digest Parse(string? text) => TryParse(text)
        ?? throw new WarrenException(ErrorCode.InvalidRequest,
            "The image is refused: it names content by something else than a sha256 digest.");

    /// <inheritdoc/>
    public override string ToString() => Prefix + Hex;
}
