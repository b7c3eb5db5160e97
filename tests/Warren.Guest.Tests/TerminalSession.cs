using System.Text;

namespace Warren.Guest.Tests;

/// <summary>Someone who sits at a terminal: types and reads.</summary>
internal sealed class TerminalSession : IAsyncDisposable
{
    private readonly GuestClient _client;
    private readonly GuestExec _exec;
    private readonly IAsyncEnumerator<GuestFrame> _frames;
    private int _expected;

    private TerminalSession(GuestClient client, GuestExec exec) =>
        (_client, _exec, _frames) = (client, exec, exec.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator());

    public string Id => _exec.Id;

    /// <summary>Everything that was shown.</summary>
    public MemoryStream Seen { get; } = new();

    public string Text => Encoding.UTF8.GetString(Seen.ToArray());

    public static async Task<TerminalSession> StartAsync(GuestClient client, GuestExecRequest request) =>
        new(client, await client.RunAsync(request, TestContext.Current.CancellationToken));

    public Task TypeAsync(string keys) =>
        _client.WriteStdinAsync(Id, Encoding.UTF8.GetBytes(keys), end: false, TestContext.Current.CancellationToken);

    /// <summary>Reads until a text is shown, behind what was expected before.</summary>
    public async Task ExpectAsync(string text)
    {
        int at;
        while ((at = Text.IndexOf(text, _expected, StringComparison.Ordinal)) < 0)
        {
            Assert.True(await _frames.MoveNextAsync(), $"the terminal ended without {text}: {Text}");
            if (_frames.Current is GuestFrame.Output output)
                Seen.Write(output.Data.Span);
            else
                Assert.IsNotType<GuestFrame.Exit>(_frames.Current);
        }
        _expected = at + text.Length;
    }

    public async Task<GuestExit> ReadToEndAsync()
    {
        while (await _frames.MoveNextAsync())
            if (_frames.Current is GuestFrame.Output output)
                Seen.Write(output.Data.Span);
            else if (_frames.Current is GuestFrame.Exit exit)
                return exit.Result;
        throw new InvalidOperationException("no exit frame");
    }

    public async ValueTask DisposeAsync()
    {
        await _frames.DisposeAsync();
        await _exec.DisposeAsync();
    }
}
