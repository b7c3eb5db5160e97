using System.Text;
using Warren.Client;

namespace Warren.Cli.Tests;

public sealed class ExecPositionTests
{
    [Fact]
    public void What_was_read_already_is_not_given_twice()
    {
        var position = new ExecPosition(0, 0);

        var taken = Take(position, Output(0, "hello"), Output(0, "hello"), Output(3, "lo wor"), Output(9, "ld"));

        Assert.Equal("hello world", taken);
        Assert.Equal(11, position.Stdout);
    }

    [Fact]
    public void A_gap_is_said()
    {
        var taken = new ExecPosition(0, 0).Take(Output(4, "late")).ToList();

        Assert.Equal(new ExecMessage.Dropped("stdout", 4), taken[0]);
        Assert.IsType<ExecMessage.Output>(taken[1]);
    }

    [Fact]
    public void A_gap_that_was_said_is_not_said_again()
    {
        var position = new ExecPosition(0, 0);

        Assert.Single(position.Take(new ExecMessage.Dropped("stdout", 4)));
        Assert.Single(position.Take(Output(4, "late")));
    }

    [Fact]
    public void The_two_outputs_are_counted_apart()
    {
        var position = new ExecPosition(2, 0);

        Assert.Equal("cde", Take(position, Output(0, "abc"), Output(0, "de") with { IsError = true }));
        Assert.Equal((3, 2), (position.Stdout, position.Stderr));
    }

    private static ExecMessage.Output Output(long offset, string text) => new(false, offset, Encoding.UTF8.GetBytes(text));

    private static string Take(ExecPosition position, params ExecMessage[] messages) => string.Concat(
        messages.SelectMany(position.Take).OfType<ExecMessage.Output>().Select(output => Encoding.UTF8.GetString(output.Bytes.Span)));
}
