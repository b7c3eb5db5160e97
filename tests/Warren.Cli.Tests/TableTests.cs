using Warren.Cli.Output;

namespace Warren.Cli.Tests;

public sealed class TableTests
{
    [Fact]
    public void Columns_are_as_wide_as_they_have_to_be()
    {
        var table = new Table("ID", "NAME~", "AGE");
        table.Add("one", "a longer name", "3 s");
        table.Add("twenty", "-", "10 min");

        Assert.Equal(
            "ID      NAME           AGE\none     a longer name  3 s\ntwenty  -              10 min\n", table.Format(80, hasColor: false));
    }

    [Fact]
    public void What_does_not_fit_the_terminal_is_cut_where_it_may_be()
    {
        var table = new Table("ID", "NAME~", "IMAGE~");
        table.Add("0123456789abcdef", new string('n', 60), new string('i', 60));

        var lines = table.Format(80, hasColor: false).TrimEnd('\n').Split('\n');

        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.Contains("0123456789abcdef  nnn", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("iii…", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_cut_where_the_output_is_no_terminal()
    {
        var table = new Table("NAME~");
        table.Add(new string('n', 500));

        Assert.Contains(new string('n', 500), table.Format(int.MaxValue, hasColor: false), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_cannot_command_the_terminal()
    {
        var table = new Table("NAME~");
        table.Add("a\e[2Jb\u009b31m\nc");

        Assert.DoesNotContain(table.Format(80, hasColor: false), letter => char.IsControl(letter) && letter != '\n');
        Assert.Equal(2, table.Format(80, hasColor: false).Count(letter => letter == '\n'));
    }

    [Fact]
    public void Colours_do_not_count_as_width()
    {
        var table = new Table("STATE", "AGE");
        table.Add(new("running", Tone.Good), "3 s");

        Assert.Equal(table.Format(80, hasColor: false), Colours().Replace(table.Format(80, hasColor: true), ""));
        Assert.Contains("\e[32mrunning\e[0m", table.Format(80, hasColor: true), StringComparison.Ordinal);
    }

    private static System.Text.RegularExpressions.Regex Colours() => new("\e\\[[0-9]+m");
}
