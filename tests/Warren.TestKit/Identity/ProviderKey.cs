using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Warren.TestKit.Identity;

/// <summary>A key that a provider signs with, RSA or of an elliptic curve.</summary>
public sealed class ProviderKey : IDisposable
{
    private readonly AsymmetricAlgorithm _key;

    private ProviderKey(string algorithm, AsymmetricAlgorithm key) => (Algorithm, _key) = (algorithm, key);

    /// <summary>What it is called.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>As RFC 7518 calls it.</summary>
    public string Algorithm { get; }

    /// <summary>A new one: RS256, PS256 or ES256.</summary>
    public static ProviderKey Create(string algorithm) =>
        new(algorithm, algorithm == "ES256" ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(2048));

    /// <summary>What everybody may know of it (RFC 7517).</summary>
    public JsonObject Describe()
    {
        JsonObject described = new() { ["kid"] = Id, ["use"] = "sig", ["alg"] = Algorithm };
        if (_key is ECDsa curve && curve.ExportParameters(false) is var point)
            (described["kty"], described["crv"], described["x"], described["y"]) =
                ("EC", "P-256", Base64Url.EncodeToString(point.Q.X), Base64Url.EncodeToString(point.Q.Y));
        else if (_key is RSA rsa && rsa.ExportParameters(false) is var numbers)
            (described["kty"], described["n"], described["e"]) = ("RSA", Base64Url.EncodeToString(numbers.Modulus), Base64Url.EncodeToString(numbers.Exponent));
        return described;
    }

    /// <summary>The signature of a text.</summary>
    public byte[] Sign(string text) => _key is ECDsa curve
        ? curve.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256) // As RFC 7518 wants it, not as DER.
        : ((RSA)_key).SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, Algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
