using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Warren.Access.Logins;

namespace Warren.Access.Tests;

public sealed class TokenSignerTests
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes(new string('k', 32));
    private static readonly TokenClaims Claims = new("warren", "t", "account", "login", 3, 1_700_000_000, 1_700_086_400);
    private readonly TokenSigner _signer = new(Key);

    [Fact]
    public void Token_is_read_as_it_was_signed() => Assert.Equal(Claims, _signer.Read(_signer.Sign(Claims)));

    [Fact]
    public void Token_is_one_of_rfc_7519()
    {
        var parts = _signer.Sign(Claims).Split('.');
        Assert.Equal("""{"alg":"HS256","typ":"JWT"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        Assert.Equal(
            """{"iss":"warren","jti":"t","sub":"account","sid":"login","ver":3,"iat":1700000000,"exp":1700086400}""",
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])));
        Assert.Equal(HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}")), Base64Url.DecodeFromChars(parts[2]));
    }

    [Fact]
    public void No_other_algorithm_header_or_key_is_taken()
    {
        var payload = _signer.Sign(Claims).Split('.')[1];
        foreach (var header in new[] { """{"alg":"none","typ":"JWT"}""", """{"alg":"HS512","typ":"JWT"}""", """{"typ":"JWT","alg":"HS256"}""", "{}" })
        {
            var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{payload}";
            Assert.Null(_signer.Read($"{signed}."));
            Assert.Null(_signer.Read($"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes(signed)))}"));
        }
        Assert.Null(_signer.Read(new TokenSigner(new byte[32]).Sign(Claims)));
    }

    [Fact]
    public void Every_changed_letter_makes_it_worthless()
    {
        var token = _signer.Sign(Claims);
        // The last letter of a signature holds two bits that no byte has: it is left out.
        for (var index = 0; index < token.Length - 1; index++)
            Assert.Null(_signer.Read(token[..index] + (token[index] == 'A' ? 'B' : 'A') + token[(index + 1)..]));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9..")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.e30.e30")]
    public void Nonsense_is_no_token(string text) => Assert.Null(_signer.Read(text));

    [Fact]
    public void What_somebody_else_signs_with_the_same_secret_is_no_token()
    {
        foreach (var payload in new[] { "nonsense", "{}", """{"iss":"other","sub":"account"}""", "[]", "1" })
        {
            var signed = $"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
            Assert.Null(_signer.Read($"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes(signed)))}"));
        }
    }

    [Fact]
    public void Short_key_is_refused() => Assert.Throws<ArgumentException>(() => new TokenSigner(new byte[31]));
}
