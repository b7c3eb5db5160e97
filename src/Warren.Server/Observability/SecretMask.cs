using System.Text.RegularExpressions;

namespace Warren.Server.Observability;

/// <summary>Takes out of a text what lets whoever reads it in.</summary>
internal static partial class SecretMask
{
    /// <summary>The text with stars for every credential of ours that stands where credentials stand.</summary>
    public static string Apply(string text) => Secret().Replace(text, "***");

    [GeneratedRegex("""(?<=warren-(link|ticket|session(-\d+)?|port)=|[?&]code=|Bearer |X-API-Key: ?|"token": ?"|\\"token\\": ?\\"|\\u0022token\\u0022: ?\\u0022)[A-Za-z0-9_.%~+/=-]+""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Secret();
}
