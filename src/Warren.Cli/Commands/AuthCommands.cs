using System.CommandLine;
using Warren.Api;
using Warren.Api.Auth;
using Warren.Cli.Hosting;
using Warren.Cli.Interactive;
using Warren.Cli.Logins;
using Warren.Cli.Output;
using Warren.Cli.Terminals;

namespace Warren.Cli.Commands;

/// <summary><c>auth</c>: who the command line is to the server.</summary>
internal static class AuthCommands
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new GroupCommand("auth", "Log in and out, and show credentials") { Login(), Logout(), Status(), Token() };

    private static ExplainedCommand Login()
    {
        var user = new Option<string?>("--user", "-u") { Description = "Name of the account; asked for on a terminal", HelpName = "NAME" };
        var key = new Option<string?>("--key", "--token", "-k")
        {
            Description = "A key or token instead; without a value it is asked for, or read from standard input, and no list of processes shows it",
            HelpName = "KEY",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var oidc = new Option<bool>("--oidc") { Description = "Through the server's identity provider, with a browser; its address is printed, for a browser elsewhere too" };
        var command = new ExplainedCommand("login", "Log in with a password, a key, or a browser; the login is kept for this server and renews itself",
            "warren auth login", "warren auth login --oidc", "warren auth login --user ann < password-file", "warren auth login --key < key-file", "warren auth login --server https://warren.example")
        {
            user, key, oidc,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var server = parsed.Server();
            if (new[] { parsed.GetValue(user) is not null, parsed.GetResult(key) is not null, parsed.GetValue(oidc) }.Count(isGiven => isGiven) > 1)
                throw new WarrenException(ErrorCode.InvalidRequest, "Give one of --user, --key and --oidc: a key, and an identity provider, say by themselves who you are.");
            var address = await AddressAsync(server, cancellationToken);
            if (parsed.GetValue(oidc))
            {
                Report(server, address, (await BrowseAsync(server, address, cancellationToken)).Name);
                return 0;
            }
            if (parsed.GetResult(key) is not null)
            {
                var secret = parsed.GetValue(key) ?? await HiddenText.ReadLineAsync("Key", cancellationToken);
                Report(server, address, (await server.Access.Logins.AdoptAsync(address, secret, cancellationToken)).Name);
                return 0;
            }
            var name = parsed.GetValue(user) ?? await AskUserAsync(cancellationToken);
            var password = await HiddenText.ReadLineAsync("Password", cancellationToken);
            await server.Access.Logins.LoginAsync(address, name, password, cancellationToken);
            Report(server, address, name);
            return 0;
        });
        return command;
    }

    private static Command Logout()
    {
        var command = new Command("logout", "End the login at the server and forget it; at the server of this machine its token counts again");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var server = parsed.Server();
            var (wasThere, notEnded) = await server.Access.Logins.LogoutAsync(server.FindAddress(), cancellationToken);
            if (notEnded is not null)
                Screen.Notice($"the login is forgotten here, but goes on at the server until it ends by itself: {notEnded.Message}");
            Console.WriteLine(wasThere ? "Logged out." : "Nobody was logged in.");
            return 0;
        });
        return command;
    }

    private static Command Status()
    {
        var command = new Command("status", "Show who you are to the server, and with which roles");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var server = parsed.Server();
            using var client = await server.ConnectRunningAsync(cancellationToken);
            var caller = await client.Auth.GetCallerAsync(cancellationToken);
            if (parsed.Format() == OutputFormat.Json)
            {
                JsonOutput.Write(caller, WarrenJson.Wire.Caller);
                return 0;
            }
            var credential = await server.Access.FindAsync(client.Server, cancellationToken);
            Console.WriteLine($"Server: {client.Server.GetLeftPart(UriPartial.Authority)}");
            Console.WriteLine($"User:   {caller.Name}, by {credential.Source}");
            foreach (var role in caller.Roles)
                Console.WriteLine($"Role:   {role.Role}{(role.Workspace is { } workspace ? $" in {workspace}" : "")}");
            if (caller.ExpiresAt is { } end)
                Console.WriteLine($"Until:  {end:yyyy-MM-dd HH:mm:ss} UTC");
            return 0;
        });
        return command;
    }

    private static ExplainedCommand Token()
    {
        var command = new ExplainedCommand("token", "Print what the command line shows the server, for the header Authorization: Bearer",
            "warren auth token", "warren auth token --server https://warren.example");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var server = parsed.Server();
            // Only what is to be renewed needs a server that answers.
            var address = server.FindAddress();
            Console.WriteLine(address is not null || server.Access.FixedBy is not null
                ? (await server.Access.FindAsync(address ?? new Uri("http://127.0.0.1"), cancellationToken)).Secret
                : server.Access.Logins.Peek()?.Token ?? await server.Access.ReadTokenAsync(cancellationToken));
            return 0;
        });
        return command;
    }

    private static async Task<Caller> BrowseAsync(ServerProcess server, Uri address, CancellationToken cancellationToken)
    {
        var login = new BrowserLogin(address, TerminalDevice.CanAsk ? token => HiddenText.ReadLineAsync("Code, where the browser is on another machine", token) : null);
        return await server.Access.Logins.KeepAsync(address, await login.RunAsync(Show, cancellationToken), cancellationToken);
    }

    private static void Show(string url, string provider)
    {
        Console.WriteLine($"Sign in with {provider} at {url}");
        DesktopBrowser.TryOpen(url);
    }

    private static async Task<Uri> AddressAsync(ServerProcess server, CancellationToken cancellationToken) =>
        server.FindAddress() ?? new Uri((await server.StartAsync([], cancellationToken)).Url);

    private static async Task<string> AskUserAsync(CancellationToken cancellationToken)
    {
        if (!TerminalDevice.CanAsk)
            throw new WarrenException(ErrorCode.InvalidRequest, "Without a terminal the account is named by --user, and the password is the first line of standard input.");
        await Console.Error.WriteAsync("User: ");
        using var lines = new ScriptLines(StandardStream.Input);
        return (await lines.ReadAsync("", cancellationToken))?.Trim() is { Length: > 0 } name
            ? name
            : throw new WarrenException(ErrorCode.InvalidRequest, "User: nothing was given.");
    }

    private static void Report(ServerProcess server, Uri address, string name)
    {
        Console.WriteLine($"Logged in at {address.GetLeftPart(UriPartial.Authority)} as {name}.");
        if (server.Access.FixedBy is { } origin)
            Screen.Notice($"commands go on with the key of {origin} as long as that is set.");
    }
}
