using System.Security.Cryptography;
using Warren.Api.Local;
using Warren.Server.Auth;
using Warren.Server.Hosting;
using Warren.Sessions.Secrets;

namespace Warren.Server.Sessions;

/// <summary>The key that secrets are encrypted with: the one that is configured, else one in a file that only the server's user reads.</summary>
internal static class SecretsKey
{
    /// <summary>Reads the key, or makes one at the first start. Called under the state folder's lock.</summary>
    /// <exception cref="InvalidDataException">The file holds no key.</exception>
    public static byte[] ReadOrCreate(ServerOptions options, StateFolder state)
    {
        if (options.SecretsKey is { } configured)
            return configured;
        var file = Path.Combine(state.Path, "secrets.key");
        if (!File.Exists(file))
            OwnFile.Write(file, System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretCipher.KeyLength)) + "\n"));
        return Parse(File.ReadAllText(file)) ?? throw new InvalidDataException(
            "The file 'secrets.key' in the state folder holds no key; put it back from a backup. Without it the secrets that were kept cannot be opened.");
    }

    /// <summary>Reads a key; null where it is none.</summary>
    public static byte[]? Parse(string text)
    {
        var key = new byte[SecretCipher.KeyLength + 1];
        return Convert.TryFromBase64String(text.Trim(), key, out var length) && length == SecretCipher.KeyLength ? key[..length] : null;
    }
}
