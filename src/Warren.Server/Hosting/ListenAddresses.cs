using System.Net;
using System.Net.Sockets;

namespace Warren.Server.Hosting;

/// <summary>Where a server listens: always on loopback too, which is where the command line of the same host calls it.</summary>
public static class ListenAddresses
{
    /// <summary>The addresses to listen at.</summary>
    public static IEnumerable<IPAddress> Of(ServerOptions options)
    {
        yield return options.Host;
        if (!BorderSettings.IsLoopback(options.Host) && !IsAny(options.Host))
            yield return IPAddress.Loopback;
    }

    /// <summary>The address that the command line of this host calls.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="urls">The addresses that the server listens at, as it says.</param>
    public static string Local(ServerOptions options, IEnumerable<string> urls)
    {
        var port = new Uri(urls.First()).Port; // They have one port, since a free one is refused where there are two.
        var host = options.Host.Equals(IPAddress.IPv6Loopback) ? "[::1]" : "127.0.0.1";
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"http://{host}:{port}");
    }

    private static bool IsAny(IPAddress address) =>
        address.Equals(IPAddress.Any) || (address.Equals(IPAddress.IPv6Any) && Socket.OSSupportsIPv4);
}
