using System.CommandLine;
using Warren.Api;
using Warren.Api.Access;
using Warren.Cli.Output;
using Warren.Cli.Terminals;
using Warren.Client;

namespace Warren.Cli.Commands.Access;

/// <summary><c>account</c>, <c>service-account</c> and <c>subject</c> with what is below them.</summary>
internal sealed class AccountCommands(AccountKind kind)
{
    private static readonly View<Account> View = new()
    {
        Json = WarrenJson.Wire.Account,
        JsonList = WarrenJson.Wire.PageAccount,
        Id = account => account.Id,
        Name = account => account.Name,
        Headings = ["ID", "NAME~", "DISPLAY NAME~", "STATE", "PASSWORD", "AGE"],
        Row = account => [account.Id, account.Name, account.DisplayName ?? "-", State(account), account.HasPassword ? "yes" : "no", Ages.Format(account.CreatedAt)],
        Details = account =>
        [
            ("Id", account.Id),
            ("Name", account.Name),
            ("Display name", account.DisplayName),
            ("State", State(account).Text),
            ("Password", account.HasPassword ? "yes" : "no, only keys speak for it"),
            ("Built in", account.BuiltIn ? "yes" : null),
            ("Created", Times.Format(account.CreatedAt)),
        ],
    };

    /// <summary>Makes the command.</summary>
    public static Command Create(AccountKind kind)
    {
        var commands = new AccountCommands(kind);
        // Signing in makes them, and the provider names them.
        if (kind == AccountKind.Subject)
            return new GroupCommand(kind.Noun, $"Accounts of {kind.Whose}: see them, and shut somebody out") { commands.List(), commands.Get(), commands.Update() };
        return new GroupCommand(kind.Noun, $"Accounts of {kind.Whose}: make, change and remove them")
        {
            commands.Make(), commands.List(), commands.Get(), commands.Update(), commands.Password(), commands.Delete(),
        };
    }

    private Argument<string> One() => NamedArgument.One("ACCOUNT", kind.NamesAsync);

    private Command Make()
    {
        var isPerson = kind == AccountKind.Person;
        var name = new Argument<string>("NAME") { Description = "Its name, which no other account has or had; it never changes" };
        var display = new Option<string?>("--display-name", "-d") { Description = "How people call it", HelpName = "TEXT" };
        var file = PasswordFile();
        var with = new Option<bool>("--with-password") { Description = "Give it a password, which is asked for; else only keys speak for it" };
        var it = $"warren {kind.Noun} create {kind.Example}";
        var command = isPerson
            ? new ExplainedCommand("create", "Make an account and print its id; its password is asked for, or read from standard input", $"{it} --display-name 'Alice Arden'", $"pwgen 20 1 | {it}")
            : new ExplainedCommand("create", "Make an account and print its id", it, $"{it} && warren key create deploy --service-account {kind.Example} --role developer");
        command.Arguments.Add(name);
        command.Options.Add(display);
        command.Options.Add(file);
        if (!isPerson)
            command.Options.Add(with);
        return command.Does(async (client, parsed, cancellationToken) =>
        {
            var (called, shown) = (parsed.GetValue(name)!, parsed.GetValue(display));
            var password = isPerson || parsed.GetValue(with) || parsed.GetValue(file) is not null ? await ReadNewAsync(parsed, file, called, cancellationToken) : null;
            var made = isPerson
                ? await kind.Calls(client).CreateAsync(new AccountRequest { Name = called, Password = password!, DisplayName = shown }, cancellationToken)
                : await kind.Calls(client).CreateAsync(new ServiceAccountRequest { Name = called, Password = password, DisplayName = shown }, cancellationToken);
            View.WriteMade(made, parsed.Format());
        });
    }

    private Command List() => new Command("list", "List accounts").Or("ls").Does(async (client, parsed, cancellationToken) =>
        View.WriteList(await kind.Calls(client).ListAsync(cancellationToken).ReadAllAsync(), parsed.Format()));

    private Command Get()
    {
        var account = One();
        return new Command("get", "Show an account") { account }.Does(async (client, parsed, cancellationToken) =>
            View.WriteOne(await kind.Calls(client).GetAsync(parsed.GetValue(account)!, cancellationToken), parsed.Format()));
    }

    private Command Update()
    {
        var account = One();
        var display = new Option<string?>("--display-name", "-d") { Description = "How people call it; empty for not at all", HelpName = "TEXT" };
        var disable = new Option<bool>("--disable") { Description = "Refuse everything that it shows from now on" };
        var enable = new Option<bool>("--enable") { Description = "End that" };
        var command = new ExplainedCommand("update", "Change an account", $"warren {kind.Noun} update {kind.Example} --disable") { account, disable, enable };
        if (kind != AccountKind.Subject)
            command.Options.Add(display);
        return command.Does(async (client, parsed, cancellationToken) =>
        {
            var change = new AccountChange
            {
                DisplayName = kind == AccountKind.Subject ? null : parsed.GetValue(display),
                Disabled = (parsed.GetValue(disable), parsed.GetValue(enable)) switch
                {
                    (false, false) => null,
                    (true, true) => throw new WarrenException(ErrorCode.InvalidRequest, "Give either --enable or --disable, not both."),
                    var (disabled, _) => disabled,
                },
            };
            if (change == new AccountChange())
                throw new WarrenException(ErrorCode.InvalidRequest, "Nothing is to be changed; give at least one of the options that --help shows.");
            View.WriteChanged(await kind.Calls(client).UpdateAsync(parsed.GetValue(account)!, change, cancellationToken), parsed.Format());
        });
    }

    private Command Password()
    {
        var account = One();
        var file = PasswordFile();
        var it = $"warren {kind.Noun} password {kind.Example}";
        return new ExplainedCommand(
            "password", "Give an account another password, and sign it out everywhere; for one's own the old one is asked for first", it, $"printf '%s\\n' \"$OLD\" \"$NEW\" | {it}")
        {
            account, file,
        }.Does(async (client, parsed, cancellationToken) =>
        {
            var calls = kind.Calls(client);
            var found = await calls.GetAsync(parsed.GetValue(account)!, cancellationToken);
            var isOwn = found.HasPassword && found.Name == (await client.Auth.GetCallerAsync(cancellationToken)).Name;
            await calls.SetPasswordAsync(found.Id, new()
            {
                CurrentPassword = isOwn ? await HiddenText.ReadLineAsync("Current password", cancellationToken) : null,
                NewPassword = await ReadNewAsync(parsed, file, found.Name, cancellationToken),
            }, cancellationToken);
        });
    }

    private Command Delete()
    {
        var several = NamedArgument.Several("ACCOUNT", kind.NamesAsync);
        return new Command("delete", "Remove accounts") { several }.Or("rm").Does(async (client, parsed, cancellationToken) =>
        {
            foreach (var account in parsed.GetValue(several)!)
                await kind.Calls(client).DeleteAsync(account, cancellationToken);
        });
    }

    private static Option<string?> PasswordFile() => new("--password-file") { Description = "File that holds the new password; default standard input, or asked for on a terminal", HelpName = "FILE" };

    private static async Task<string> ReadNewAsync(ParseResult parsed, Option<string?> file, string account, CancellationToken cancellationToken) =>
        parsed.GetValue(file) is { } path ? HiddenText.ReadFile(path) : await HiddenText.ReadNewAsync($"New password of {account}", cancellationToken);

    private static Cell State(Account account) => account.Disabled ? new("disabled", Tone.Bad) : new("active", Tone.Good);
}
