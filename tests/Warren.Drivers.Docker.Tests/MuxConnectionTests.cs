using Warren.Api;
using Warren.Drivers.Docker.Guests;
using Warren.Guest.Protocol;

namespace Warren.Drivers.Docker.Tests;

/// <summary>Many connections over one stream, whatever the sandbox's side of it does.</summary>
public sealed class MuxConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connections_carry_their_own_bytes_in_both_directions()
    {
        await using var peer = new ProxyPeer();
        await using var one = peer.Connection.Open();
        await using var two = peer.Connection.Open();
        await two.WriteAsync("second"u8.ToArray(), Token);
        await one.WriteAsync("first"u8.ToArray(), Token);

        Assert.Equal((MuxFrameKind.Open, 1), Kind(await peer.ReceiveAsync()));
        Assert.Equal((MuxFrameKind.Open, 2), Kind(await peer.ReceiveAsync()));
        Assert.Equal("second"u8.ToArray(), (await peer.ReceiveAsync()).Payload);
        Assert.Equal("first"u8.ToArray(), (await peer.ReceiveAsync()).Payload);
        await peer.SendAsync(MuxFrameKind.Data, 2, payload: [2, 2]);
        await peer.SendAsync(MuxFrameKind.Data, 1, payload: [1]);
        Assert.Equal([1], await ReadAsync(one, 1));
        Assert.Equal([2, 2], await ReadAsync(two, 2));
    }

    [Fact]
    public async Task Each_direction_ends_alone()
    {
        await using var peer = new ProxyPeer();
        await using var stream = peer.Connection.Open();
        stream.CompleteWrites();
        await peer.ReceiveAsync();
        Assert.Equal((MuxFrameKind.End, 1), Kind(await peer.ReceiveAsync()));
        await Assert.ThrowsAsync<IOException>(() => stream.WriteAsync(new byte[1], Token).AsTask());

        await peer.SendAsync(MuxFrameKind.Data, 1, payload: [7]);
        await peer.SendAsync(MuxFrameKind.End, 1);
        Assert.Equal([7], await ReadAsync(stream, 1));
        Assert.Equal(0, await stream.ReadAsync(new byte[1], Token));
    }

    [Fact]
    public async Task Connection_that_nobody_reads_holds_up_no_other()
    {
        await using var peer = new ProxyPeer();
        await using var idle = peer.Connection.Open();
        await using var busy = peer.Connection.Open();
        await FillAsync(peer, 1, MuxProtocol.Window);
        await peer.SendAsync(MuxFrameKind.Data, 2, payload: [9]);
        Assert.Equal([9], await ReadAsync(busy, 1));
        Assert.Equal(MuxProtocol.Window, (await ReadAsync(idle, MuxProtocol.Window)).Length);
    }

    [Fact]
    public async Task Reader_gives_credit_for_what_it_has_read()
    {
        await using var peer = new ProxyPeer();
        await using var stream = peer.Connection.Open();
        await peer.ReceiveAsync();
        await FillAsync(peer, 1, MuxProtocol.Window);
        await ReadAsync(stream, MuxProtocol.Window);
        var credited = 0;
        while (credited < MuxProtocol.Window)
            credited += (await peer.ReceiveAsync()).Header is { Kind: MuxFrameKind.Credit, Connection: 1 } credit ? credit.Count : throw new InvalidOperationException("No credit.");
        Assert.Equal(MuxProtocol.Window, credited);
    }

    [Fact]
    public async Task Writer_waits_at_the_window_and_goes_on_with_credit()
    {
        await using var peer = new ProxyPeer();
        await using var stream = peer.Connection.Open();
        var writing = stream.WriteAsync(new byte[MuxProtocol.Window + 1], Token).AsTask();
        await peer.ReceiveAsync();
        for (var received = 0; received < MuxProtocol.Window;)
            received += (await peer.ReceiveAsync()).Header.Count;
        Assert.False(writing.IsCompleted);
        await peer.SendAsync(MuxFrameKind.Credit, 1, MuxProtocol.Window);
        await writing;
        Assert.Equal(1, (await peer.ReceiveAsync()).Header.Count);
    }

    [Fact]
    public async Task Writer_that_waits_is_cancelled_alone()
    {
        await using var peer = new ProxyPeer();
        await using var stream = peer.Connection.Open();
        await stream.WriteAsync(new byte[MuxProtocol.Window], Token);
        using var caller = new CancellationTokenSource();
        var writing = stream.WriteAsync(new byte[1], caller.Token).AsTask();
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        Assert.True(peer.Connection.IsOpen);
    }

    [Fact]
    public async Task Reset_ends_one_connection_and_no_other()
    {
        await using var peer = new ProxyPeer();
        await using var one = peer.Connection.Open();
        await using var two = peer.Connection.Open();
        await peer.SendAsync(MuxFrameKind.Reset, 1);
        await Assert.ThrowsAsync<IOException>(() => one.ReadAsync(new byte[1], Token).AsTask());
        await peer.SendAsync(MuxFrameKind.Data, 1, payload: [1]); // It may have been on its way.
        await peer.SendAsync(MuxFrameKind.Data, 2, payload: [2]);
        Assert.Equal([2], await ReadAsync(two, 1));
    }

    [Fact]
    public async Task Closed_connection_is_reset_and_its_waiting_reader_ends()
    {
        await using var peer = new ProxyPeer();
        var stream = peer.Connection.Open();
        var reading = stream.ReadAsync(new byte[1], Token).AsTask();
        await stream.DisposeAsync();
        await Assert.ThrowsAsync<IOException>(() => reading);
        await peer.ReceiveAsync();
        Assert.Equal((MuxFrameKind.Reset, 1), Kind(await peer.ReceiveAsync()));
    }

    [Fact]
    public async Task Greeting_tells_that_the_guest_takes_connections()
    {
        await using var peer = new ProxyPeer();
        var ready = peer.Connection.WaitUntilReadyAsync(Token);
        Assert.False(ready.IsCompleted);
        await peer.SendAsync(MuxFrameKind.Ready, 0);
        await ready;
    }

    [Theory]
    [InlineData("more than the window")]
    [InlineData("a connection that was not asked for")]
    [InlineData("a kind that there is not")]
    [InlineData("more credit than was used")]
    [InlineData("a second greeting")]
    [InlineData("a second end")]
    [InlineData("a stream that there is not")]
    public async Task Whatever_no_proxy_may_send_ends_all_connections(string what)
    {
        await using var peer = new ProxyPeer(() => throw new InvalidOperationException("It is known why."));
        await using var stream = peer.Connection.Open();
        switch (what)
        {
            case "more than the window":
                await FillAsync(peer, 1, MuxProtocol.Window + 1);
                break;
            case "a connection that was not asked for":
                await peer.SendAsync(MuxFrameKind.Data, 2, payload: [1]);
                break;
            case "a kind that there is not":
                await peer.SendRawAsync(1, [99, 0, 0, 0, 1, 0, 0, 0]);
                break;
            case "more credit than was used":
                await peer.SendAsync(MuxFrameKind.Credit, 1, 1);
                break;
            case "a second greeting":
                await peer.SendAsync(MuxFrameKind.Ready, 0);
                await peer.SendAsync(MuxFrameKind.Ready, 0);
                break;
            case "a second end":
                await peer.SendAsync(MuxFrameKind.End, 1);
                await peer.SendAsync(MuxFrameKind.End, 1);
                break;
            default:
                await peer.SendRawAsync(7, [1]);
                break;
        }
        while (peer.Connection.IsOpen)
            await Task.Yield();
        var failure = await Assert.ThrowsAsync<IOException>(() => ReadUntilBrokenAsync(stream));
        Assert.Contains("no proxy may send", failure.Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => peer.Connection.Open());
    }

    [Fact]
    public async Task Stream_that_breaks_off_is_explained_to_all_who_use_it()
    {
        await using var peer = new ProxyPeer(() => Task.FromResult<WarrenException?>(new(ErrorCode.EngineUnavailable, "away")));
        await using var stream = peer.Connection.Open();
        var reading = stream.ReadAsync(new byte[1], Token).AsTask();
        await peer.SendRawAsync(2, "what it said"u8.ToArray());
        await peer.EndAsync();
        var failure = await Assert.ThrowsAsync<IOException>(() => reading);
        Assert.Equal(ErrorCode.EngineUnavailable, Assert.IsType<WarrenException>(failure.InnerException).Code);
        Assert.Contains("what it said", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => peer.Connection.WaitUntilReadyAsync(Token));
        Assert.Throws<IOException>(() => peer.Connection.Open());
    }

    // What came before is read first; of one whose end came before, writing tells.
    private static async Task ReadUntilBrokenAsync(MuxStream stream)
    {
        while (await stream.ReadAsync(new byte[MuxProtocol.MaxPayload], Token) > 0)
            continue;
        while (true)
            await stream.WriteAsync(new byte[MuxProtocol.Window], Token);
    }

    private static async Task FillAsync(ProxyPeer peer, int connection, int count)
    {
        for (var sent = 0; sent < count;)
        {
            var payload = new byte[Math.Min(MuxProtocol.MaxPayload, count - sent)];
            await peer.SendAsync(MuxFrameKind.Data, connection, payload: payload);
            sent += payload.Length;
        }
    }

    private static async Task<byte[]> ReadAsync(MuxStream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, Token);
        return bytes;
    }

    private static (MuxFrameKind, int) Kind((MuxFrameHeader Header, byte[] Payload) frame) => (frame.Header.Kind, frame.Header.Connection);
}
