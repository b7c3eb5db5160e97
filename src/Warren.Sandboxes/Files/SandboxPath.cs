using System.Buffers.Text;
using System.Text;
using Warren.Api;
using Warren.Guest.Protocol;

namespace Warren.Sandboxes.Files;

/// <summary>Reads the paths that callers give.</summary>
internal static class SandboxPath
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Gives a path as the guest wants it: absolute and escaped.</summary>
    /// <param name="path">Absolute, or from the workdir on.</param>
    /// <param name="workdir">The sandbox's.</param>
    /// <param name="field">What to call it in an error.</param>
    public static string Escape(string path, string workdir, string field = "path")
    {
        if (path.Length == 0)
            throw Wrong(field, "must not be empty");
        return Escape(ToBytes(path, field), workdir, field);
    }

    /// <summary>Gives a path of exact bytes, in base64url, as the guest wants it.</summary>
    public static string EscapeRaw(string rawPath, string workdir)
    {
        const string field = "rawPath";
        if (!Base64Url.IsValid(rawPath, out var length) || length == 0)
            throw Wrong(field, "must be base64url of a path, as a list gives it");
        return Escape(Base64Url.DecodeFromChars(rawPath), workdir, field);
    }

    private static string Escape(byte[] path, string workdir, string field)
    {
        if (path[0] != (byte)'/')
            path = [.. Encoding.UTF8.GetBytes(workdir.TrimEnd('/')), (byte)'/', .. path];
        if (path.Contains((byte)0))
            throw Wrong(field, "must not hold a null character");
        if (path.Length > GuestPath.MaxLength)
            throw Wrong(field, $"must be at most {GuestPath.MaxLength} bytes long");
        return GuestPath.Escape(path);
    }

    private static byte[] ToBytes(string path, string field)
    {
        try
        {
            return Strict.GetBytes(path);
        }
        catch (EncoderFallbackException)
        {
            throw Wrong(field, "must be valid Unicode");
        }
    }

    private static WarrenException Wrong(string field, string message) =>
        new(new Dictionary<string, string[]> { [field] = [$"A path {message}."] });
}
