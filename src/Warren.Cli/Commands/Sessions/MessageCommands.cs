using System.CommandLine;
using System.Globalization;
using System.Text;
using Warren.Api;
using Warren.Api.Sessions;
using Warren.Cli.Output;
using Warren.Cli.Tools;
using Warren.Client;

namespace Warren.Cli.Commands.Sessions;

/// <summary><c>session messages</c> with what is below it.</summary>
internal static class MessageCommands
{
    private static readonly PlaceKind Kind = PlaceKind.Session;

    /// <summary>Makes the command.</summary>
    public static Command Create() => new GroupCommand("messages", "What is said in a session: read it, say something") { List(), Send(), Count(), Delete() };

    private static Command List()
    {
        var session = Kind.One();
        var tail = new Option<int?>("--tail", "-n") { Description = "Only the last ones", HelpName = "COUNT", CustomParser = Parsers.Count };
        var command = new ExplainedCommand("list", "Show the messages of a session, oldest first", "warren session messages list work --tail 5") { session, tail };
        Kind.AddTo(command);
        return command.Or("ls").Does(async (client, parsed, cancellationToken) =>
        {
            var found = await Kind.FindAsync(client, parsed, parsed.GetValue(session)!, cancellationToken);
            var messages = await client.Sessions.Messages.ListAsync(found, cancellationToken).ReadAllAsync();
            if (parsed.GetValue(tail) is { } most)
                messages = [.. messages.TakeLast(most)];
            if (parsed.Format() == OutputFormat.Table)
                await MessageText.WriteAsync(client, messages, cancellationToken);
            else
                Listing(messages).Write(parsed.Format());
        });
    }

    private static Command Send()
    {
        var session = Kind.One();
        var text = new Argument<string?>("TEXT") { Description = "What is said; default, and with -, what comes on standard input", Arity = ArgumentArity.ZeroOrOne };
        var role = new Option<MessageRole?>("--role") { Description = "Who speaks; default USER", HelpName = "USER|AGENT|SYSTEM", CustomParser = SessionArguments.ParseRole }.OneOf("USER", "AGENT", "SYSTEM");
        var agent = new Option<string?>("--agent", "-a") { Description = "Which agent speaks, by id or name; with --role AGENT", HelpName = "AGENT" }.With(SessionArguments.AgentsAsync);
        var wait = new Option<double?>("--wait", "-w") { Description = "Wait at most so many seconds for what the agents in the session answer, and print it", HelpName = "SECONDS", CustomParser = Parsers.Number };
        var command = new ExplainedCommand("send", "Say something in a session: it wakes, and the agents in it are told",
            "warren session messages send work 'Run the tests'", "warren session messages send work - < task.md", "warren session messages send work 'Are you done?' --wait 60")
        {
            session, text, role, agent, wait,
        };
        Kind.AddTo(command);
        return command.Does(async (client, parsed, cancellationToken) =>
        {
            var request = new MessageRequest { Content = ReadContent(parsed.GetValue(text)), Role = parsed.GetValue(role), AgentId = parsed.GetValue(agent) };
            var found = await Kind.FindAsync(client, parsed, parsed.GetValue(session)!, cancellationToken);
            var sent = await client.Sessions.Messages.SendAsync(found, request, cancellationToken);
            if (parsed.GetValue(wait) is { } seconds)
                await new AnswerWait(client, sent, TimeProvider.System).WriteAsync(TimeSpan.FromSeconds(seconds), parsed.Format(), cancellationToken);
            else if (parsed.Format() == OutputFormat.Json)
                JsonOutput.Write(sent, WarrenJson.Wire.Message);
            else
                Console.WriteLine(sent.Id);
        });
    }

    private static Command Count()
    {
        var session = Kind.One();
        var command = new Command("count", "Print how many messages a session has") { session };
        Kind.AddTo(command);
        return command.Does(async (client, parsed, cancellationToken) =>
        {
            var found = await Kind.FindAsync(client, parsed, parsed.GetValue(session)!, cancellationToken);
            var count = await client.Sessions.Messages.CountAsync(found, cancellationToken);
            if (parsed.Format() == OutputFormat.Json)
                JsonOutput.Write(new MessageCount { Count = count }, WarrenJson.Wire.MessageCount);
            else
                Console.WriteLine(count.ToString(CultureInfo.InvariantCulture));
        });
    }

    private static Command Delete()
    {
        var session = Kind.One();
        var command = new Command("delete", "Delete all messages of a session") { session };
        Kind.AddTo(command);
        return command.Or("rm").Does(async (client, parsed, cancellationToken) =>
        {
            var found = await Kind.FindAsync(client, parsed, parsed.GetValue(session)!, cancellationToken);
            Screen.Remark($"{await client.Sessions.Messages.DeleteAsync(found, cancellationToken)} deleted.");
        });
    }

    private static string ReadContent(string? text)
    {
        if (text is null && !Console.IsInputRedirected)
            throw new WarrenException(ErrorCode.InvalidRequest, "What is to be said is missing; give it as an argument, or on standard input.");
        return text is null or "-" ? InputFile.ReadText("-") : text;
    }

    private static Listing<Message> Listing(IReadOnlyList<Message> messages) => new()
    {
        Items = messages,
        Json = WarrenJson.Wire.PageMessage,
        Id = message => message.Id,
        Headings = [],
        Row = _ => [],
    };
}
