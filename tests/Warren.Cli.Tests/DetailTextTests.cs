using Warren.Api.Sessions;
using Warren.Cli.Commands.Sessions;
using Warren.Cli.Output;

namespace Warren.Cli.Tests;

public sealed class DetailTextTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Values_stand_below_each_other_and_what_has_none_is_left_out() => Assert.Equal(
        "Id:      one\nPrompt:  first\n         second\n", DetailText.Format([("Id", "one"), ("Name", null), ("Prompt", "first\nsecond\n")]));

    [Fact]
    public void A_value_cannot_command_the_terminal() => Assert.Equal("Name:  a?[2Jb\n", DetailText.Format([("Name", "a\e[2Jb")]));

    [Fact]
    public void Messages_read_as_a_conversation()
    {
        Message[] messages =
        [
            new() { Id = "m1", SessionId = "s", Sequence = 1, Role = MessageRole.User, Content = "two\nlines\n", CreatedBy = "alice", CreatedAt = Noon },
            new() { Id = "m2", SessionId = "s", Sequence = 2, Role = MessageRole.Agent, Content = "done \e[31m", AgentId = "a1", CreatedAt = Noon },
            new() { Id = "m3", SessionId = "s", Sequence = 3, Role = MessageRole.Agent, Content = "too", AgentId = "gone", CreatedAt = Noon },
        ];

        var text = MessageText.Format(messages, new Dictionary<string, string> { ["a1"] = "coder" }, hasColor: false);

        Assert.Equal(
            """
            USER alice, 2026-01-31 12:00:00 UTC
            two
            lines

            AGENT coder, 2026-01-31 12:00:00 UTC
            done ?[31m

            AGENT gone, 2026-01-31 12:00:00 UTC
            too

            """, text);
    }
}
