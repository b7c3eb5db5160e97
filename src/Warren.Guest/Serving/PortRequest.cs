using System.Globalization;
using System.Text;
using Warren.Guest.Protocol;

namespace Warren.Guest.Serving;

/// <summary>The head of a connection to a port: a request that asks for nothing but the upgrade.</summary>
internal static class PortRequest
{
    /// <summary>Gives the port that is asked for.</summary>
    public static int Parse(ReadOnlySpan<byte> head)
    {
        var lines = Encoding.Latin1.GetString(head).Split("\r\n");
        var target = lines[0][PortConnections.Start.Length..].Split(' ');
        if (target is not [var port, "HTTP/1.1"])
            throw GuestFailure.Invalid("a connection to a port begins with an HTTP/1.1 request");
        if (!HasHeader(lines, "Connection", "Upgrade") || !HasHeader(lines, "Upgrade", GuestProtocol.PortUpgrade))
            throw GuestFailure.Invalid($"a port is reached by an upgrade to {GuestProtocol.PortUpgrade}");
        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65535
            ? number
            : throw GuestFailure.Invalid("a port is a number from 1 to 65535");
    }

    private static bool HasHeader(string[] lines, string name, string value) => lines.Skip(1).Any(line =>
        line.Split(':', 2) is [var key, var text]
        && key.Equals(name, StringComparison.OrdinalIgnoreCase)
        && text.Trim().Equals(value, StringComparison.OrdinalIgnoreCase));
}
