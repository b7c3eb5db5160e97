using System.Security.Cryptography;
using System.Text;
using Warren.Access.Logins;
using Warren.Api.Local;
using Warren.Server.Auth;

namespace Warren.Server.Access;

/// <summary>The key that tokens are signed with: the configured secret, else one of this installation's own. There is no default.</summary>
internal static class TokenKey
{
    private const string Name = "jwt-key";

    /// <summary>Reads it, or makes one at the first start. Called under the state folder's lock.</summary>
    /// <exception cref="InvalidDataException">The file holds no key.</exception>
    public static byte[] ReadOrCreate(string? secret, StateFolder state)
    {
        if (secret is not null)
            return Encoding.UTF8.GetBytes(secret);
        var file = Path.Combine(state.Path, Name);
        if (!File.Exists(file))
            OwnFile.Write(file, RandomNumberGenerator.GetBytes(TokenSigner.LeastKey));
        var key = File.ReadAllBytes(file);
        return key.Length >= TokenSigner.LeastKey ? key : throw new InvalidDataException("The file 'jwt-key' in the state folder holds no key; delete it to have a new one made, which ends every login.");
    }
}
