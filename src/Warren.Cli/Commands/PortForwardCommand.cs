using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using Warren.Api;
using Warren.Cli.Output;
using Warren.Cli.Ports;

namespace Warren.Cli.Commands;

/// <summary><c>sandbox port-forward</c> and <c>session port-forward</c>.</summary>
internal static class PortForwardCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(PlaceKind kind)
    {
        var name = kind.One();
        var it = $"warren {kind.Noun} port-forward {kind.Example}";
        var ports = new Argument<string[]>("PORTS") { Description = "[LOCAL:]REMOTE, each; LOCAL 0 takes any free port", Arity = ArgumentArity.OneOrMore };
        var command = new ExplainedCommand("port-forward", $"Listen on ports of 127.0.0.1 and connect them to ports in a {kind.Noun}, until Ctrl+C",
            $"{it} 8000", $"{it} 8080:80 0:5432")
        {
            name, ports,
        };
        kind.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var wanted = parsed.GetValue(ports)!.Select(Parse).ToList();
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var place = await kind.GetIdAsync(client, parsed, parsed.GetValue(name)!, cancellationToken);
            List<PortForwarder> forwarders = [];
            try
            {
                foreach (var (local, remote) in wanted)
                    forwarders.Add(Listen(new(kind.Calls(client).Ports, place, local, remote)));
                await Task.WhenAll(forwarders.Select(forwarder => forwarder.RunAsync(cancellationToken)));
            }
            finally
            {
                forwarders.ForEach(forwarder => forwarder.Dispose());
            }
            return 0;
        });
        return command;
    }

    private static PortForwarder Listen(PortForwarder forwarder)
    {
        try
        {
            Console.WriteLine($"Forwarding {forwarder.Start()} to port {forwarder.Remote}");
        }
        catch (SocketException failure)
        {
            forwarder.Dispose();
            throw new WarrenException(ErrorCode.Conflict, $"Port {forwarder.Local} of this machine cannot be listened on: {failure.Message}. Give another one; 0:{forwarder.Remote} takes any that is free.", failure);
        }
        return forwarder;
    }

    private static (int Local, int Remote) Parse(string text)
    {
        var parts = text.Split(':');
        var isRight = parts.Length is 1 or 2 & Number(parts[^1], out var remote) & Number(parts[0], out var local);
        return isRight && remote > 0
            ? (local, remote)
            : throw new WarrenException(ErrorCode.InvalidRequest, $"'{text}' are no ports; write REMOTE or LOCAL:REMOTE, such as 8080:80.");
    }

    private static bool Number(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= ushort.MaxValue;
}
