using System.Buffers.Text;
using System.Globalization;
using Warren.Api;

namespace Warren.Server.Auth.Oidc;

/// <summary>A program on somebody's own machine that a browser signs in for (RFC 8252).</summary>
/// <param name="Port">Where it listens on loopback (section 7.3); no other host is ever sent to.</param>
/// <param name="Challenge">The hash of what it has to show (RFC 7636, method S256).</param>
/// <param name="State">What it knows its own request by.</param>
internal sealed record TerminalSignIn(int Port, string Challenge, string State)
{
    private const int ShortestState = 16, LongestState = 128, HashLength = 32;

    /// <summary>Where the program is given the code.</summary>
    public string AddressFor(string code) =>
        string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/?code={code}&state={State}");

    /// <summary>Reads one from a query; null where there is none.</summary>
    /// <exception cref="WarrenException">InvalidRequest: something of it is missing or wrong.</exception>
    public static TerminalSignIn? Read(IQueryCollection query)
    {
        var (port, challenge, state) = (query["port"].ToString(), query["challenge"].ToString(), query["state"].ToString());
        if (port.Length == 0 && challenge.Length == 0 && state.Length == 0)
            return null;
        Dictionary<string, string[]> errors = [];
        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65_535)
            errors["port"] = ["This has to be a TCP port, 1 to 65535."];
        if (!Base64Url.IsValid(challenge, out var length) || length != HashLength || challenge.Any(letter => !IsOfBase64Url(letter)))
            errors["challenge"] = ["This has to be a SHA-256 hash as base64url (RFC 7636, method S256)."];
        if (state.Length is < ShortestState or > LongestState || !state.All(IsOfBase64Url))
            errors["state"] = [$"This has to be {ShortestState} to {LongestState} letters, digits, '-' and '_'."];
        return errors.Count == 0 ? new(number, challenge, state) : throw new WarrenException(errors);
    }

    private static bool IsOfBase64Url(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_';
}
