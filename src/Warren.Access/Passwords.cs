using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace Warren.Access;

/// <summary>Hashes and checks passwords, few at a time: each costs a processor for some 50 ms.</summary>
public sealed class Passwords : IDisposable
{
    private const int Shortest = 8, Longest = 256;
    private static readonly string OfNobody = HashOfNobody();
    private readonly PasswordHasher<AccountRecord> _hasher = new();
    private readonly SemaphoreSlim _turn = new(2);

    /// <summary>Notes what is wrong with a password that somebody chose.</summary>
    public static void Check(string password, string field, Dictionary<string, string[]> errors)
    {
        if (password.Length is < Shortest or > Longest)
            errors[field] = [$"A password has {Shortest} to {Longest} characters."];
    }

    /// <summary>What is stored of a password.</summary>
    public async Task<string> HashAsync(AccountRecord account, string password, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _hasher.HashPassword(account, password);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Whether a password is an account's. It takes as long where there is no account, or it has no password.</summary>
    public async Task<bool> VerifyAsync(AccountRecord? account, string password, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Longer ones are nobody's; hashing them would let a caller choose what it costs.
            var isRight = _hasher.VerifyHashedPassword(account!, account?.PasswordHash ?? OfNobody, password.Length > Longest ? "" : password) is not PasswordVerificationResult.Failed;
            return isRight && account?.PasswordHash is not null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>
    /// A hash of no password at all, in the form and with the cost of a real one (version 3 of ASP.NET Core Identity:
    /// marker, HMAC-SHA512, 100,000 rounds, length of the salt, salt, 32 bytes).
    /// </summary>
    internal static string HashOfNobody()
    {
        var bytes = new byte[13 + 16 + 32];
        RandomNumberGenerator.Fill(bytes);
        bytes[0] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), 2);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(5), 100_000);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(9), 16);
        return Convert.ToBase64String(bytes);
    }
}
