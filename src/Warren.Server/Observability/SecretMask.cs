using System.Text.RegularExpressions;

namespace Warren.Server.Observability;

/// <summary>Takes out of a text what lets whoever reads it in.</summary>
internal static partial class SecretMask
{
    /// <summary>The text with stars for every credential of ours that stands where credentials stand.</summary>
    public static string Apply(string text) => Key().Replace(Secret().Replace(text, "***"), "***");

    [GeneratedRegex("""(?<=warren-(link|ticket|session(-\d+)?|oidc(-\d+)?|port)=|[?&]code=|u0026code=|Bearer |X-API-Key: ?|"token": ?"|\\"token\\": ?\\"|\\u0022token\\u0022: ?\\u0022)[A-Za-z0-9_.%~+/=-]+""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Secret();

    // The secret part of keys and refresh tokens, which are known by their form wherever they stand.
    [GeneratedRegex("(?<=\\bw[kr]_[a-z0-9]{16}_)[A-Za-z0-9]{43}")]
    private static partial Regex Key();
}
