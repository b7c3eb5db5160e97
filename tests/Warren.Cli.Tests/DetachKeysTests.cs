using System.Text;
using Warren.Api;
using Warren.Cli.Terminals;

namespace Warren.Cli.Tests;

public sealed class DetachKeysTests
{
    [Theory]
    [InlineData("ctrl-p,ctrl-q", "a\u0010\u0011", "a", true)]
    [InlineData("ctrl-p,ctrl-q", "\u0010", "", false)]
    [InlineData("ctrl-p,ctrl-q", "\u0010x", "\u0010x", false)]
    [InlineData("ctrl-p,ctrl-q", "\u0010\u0010\u0011", "\u0010", true)]
    [InlineData("ctrl-]", "ls\r\u001d", "ls\r", true)]
    [InlineData("q", "abq", "ab", true)]
    [InlineData("", "\u0010\u0011q", "\u0010\u0011q", false)]
    public void Only_the_whole_sequence_leaves_and_everything_else_passes(string keys, string typed, string passed, bool leaves)
    {
        List<byte> pass = [];

        Assert.Equal(leaves, DetachKeys.Parse(keys).Take(Encoding.UTF8.GetBytes(typed), pass));
        Assert.Equal(passed, Encoding.UTF8.GetString([.. pass]));
    }

    [Fact]
    public void A_sequence_may_come_in_pieces()
    {
        var keys = DetachKeys.Parse("ctrl-p,ctrl-q");
        List<byte> pass = [];

        Assert.False(keys.Take([0x10], pass));
        Assert.True(keys.Take([0x11], pass));
        Assert.Empty(pass);
    }

    [Theory]
    [InlineData("ctrl-")]
    [InlineData("ctrl-1")]
    [InlineData("alt-x")]
    public void What_is_no_key_is_refused(string keys) =>
        Assert.Contains("ctrl-LETTER", Assert.Throws<WarrenException>(() => DetachKeys.Parse(keys)).Message, StringComparison.Ordinal);
}
