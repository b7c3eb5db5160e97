using System.CommandLine;
using System.Text.RegularExpressions;
using Warren.Cli.Commands;

namespace Warren.Cli.Tests;

public sealed partial class CommandTreeTests
{
    [Theory]
    [InlineData("session list --state idle --label a=b --workspace w --all")]
    [InlineData("session create work --workspace w --prompt hello --agent a --agent b --secret KEY --label a=b --idle-timeout 60 --setup make --image i --cpu 1 --memory 1g --disk 2g --network none")]
    [InlineData("session get work --workspace w")]
    [InlineData("session update work --name other --cpu 2")]
    [InlineData("session exec work -- ls -l")]
    [InlineData("session exec -it work --workspace w -- bash")]
    [InlineData("session shell work --list")]
    [InlineData("session cp a work:b")]
    [InlineData("session logs work -f --tail 5")]
    [InlineData("session files ls work")]
    [InlineData("session files cat work a.txt --workspace w")]
    [InlineData("session port-forward work 8080:80")]
    [InlineData("session messages list work --tail 3")]
    [InlineData("session messages send work hello --role SYSTEM")]
    [InlineData("session messages send work hello --wait 5")]
    [InlineData("session messages count work")]
    [InlineData("session messages delete work")]
    [InlineData("session pause work other")]
    [InlineData("session suspend work")]
    [InlineData("session resume work")]
    [InlineData("session set-state work ready")]
    [InlineData("session remix work other --no-files --secrets")]
    [InlineData("session publish work")]
    [InlineData("session unpublish work")]
    [InlineData("session delete work --keep-volume")]
    [InlineData("agent create coder --command 'python3 agent.py' --tools []")]
    [InlineData("agent list")]
    [InlineData("agent get coder")]
    [InlineData("agent update coder --inactive")]
    [InlineData("agent delete coder")]
    [InlineData("secret list --workspace w")]
    [InlineData("secret set KEY --session work --value-file key.txt")]
    [InlineData("secret delete KEY OTHER")]
    [InlineData("account create alice --display-name Alice --password-file p")]
    [InlineData("account password alice")]
    [InlineData("account update alice --disable")]
    [InlineData("account delete alice")]
    [InlineData("service-account create builder")]
    [InlineData("service-account get builder")]
    [InlineData("auth login --oidc")]
    [InlineData("subject list")]
    [InlineData("subject update x@idp.example --disable")]
    [InlineData("binding create viewer --subject x@idp.example --everywhere")]
    [InlineData("role create r --rule get:sandboxes")]
    [InlineData("role list")]
    [InlineData("role get admin")]
    [InlineData("role delete r")]
    [InlineData("binding create viewer --account alice --workspace w")]
    [InlineData("binding list --who alice")]
    [InlineData("binding delete x")]
    [InlineData("key create laptop --role developer --expires 30d")]
    [InlineData("key list --account alice")]
    [InlineData("key delete laptop")]
    [InlineData("audit list --result refused --since 1d --limit 5")]
    [InlineData("audit export --actor alice")]
    [InlineData("quota list")]
    [InlineData("quota get alice --kind account")]
    [InlineData("quota set alice --sandboxes 3 --memory none")]
    public void What_is_documented_is_understood(string line) => Assert.Empty(Errors(line));

    [Theory]
    [InlineData("session create", "'create'")]
    [InlineData("session list --state sleepy", "give INIT or READY or IDLE or BUSY or ERROR")]
    [InlineData("session set-state work sleepy", "give INIT or READY or IDLE or BUSY or ERROR")]
    [InlineData("key create laptop", "--role")]
    [InlineData("key create laptop --role developer --expires soon", "how far ahead")]
    [InlineData("quota get x --kind person", "give workspace or account")]
    [InlineData("audit list --result maybe", "give done or refused or failed")]
    [InlineData("secret set KEY VALUE", "VALUE")] // What is on a command line is seen by everyone on the machine.
    [InlineData("account create alice --password x", "--password")]
    public void What_is_not_understood_is_said(string line, string said) =>
        Assert.Contains(Errors(line), error => error.Contains(said, StringComparison.Ordinal));

    [Fact]
    public void There_is_one_verb_for_one_thing()
    {
        Assert.All(All(WarrenCommand.Create()), command =>
        {
            Assert.DoesNotContain(command.Name, new[] { "remove", "destroy", "add", "new", "describe" });
            Assert.Equal(command.Name == "delete", command.Aliases.Contains("rm"));
            Assert.Equal(command.Name == "list", command.Aliases.Contains("ls"));
        });
    }

    [Fact]
    public void Everything_says_what_it_is_for() => Assert.All(All(WarrenCommand.Create()), command =>
    {
        Assert.False(string.IsNullOrWhiteSpace(command.Description), command.Name);
        Assert.All(command.Options, option => Assert.False(string.IsNullOrWhiteSpace(option.Description), $"{command.Name} {option.Name}"));
    });

    [Fact]
    public void Every_example_is_a_command_line_that_is_understood() => Assert.All(
        All(WarrenCommand.Create()).OfType<ExplainedCommand>().SelectMany(command => command.Examples).Select(Own),
        example => Assert.True(!Errors(example).Any(), example));

    // Of an example with a pipe or a substitution the part that is ours.
    private static string Own(string example)
    {
        var line = example[(example.LastIndexOf("warren ", StringComparison.Ordinal) + "warren ".Length)..];
        line = example.Contains("(warren ", StringComparison.Ordinal) ? line.TrimEnd(')') : line;
        return line.Split([" && ", " | ", " > ", " < "], 2, StringSplitOptions.None)[0];
    }

    // The words as a shell has them, and as the program reads them.
    private static IEnumerable<string> Errors(string line) => WarrenCommand.Create()
        .Parse([.. Words().Matches(line).Select(word => word.Value.Trim('\''))], new ParserConfiguration { ResponseFileTokenReplacer = null })
        .Errors.Select(error => error.Message);

    [GeneratedRegex("'[^']*'|\\S+")]
    private static partial Regex Words();

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
}
