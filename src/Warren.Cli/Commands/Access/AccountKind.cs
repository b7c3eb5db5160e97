using Warren.Client;
using Warren.Client.Access;

namespace Warren.Cli.Commands.Access;

/// <summary>Which accounts a command is about: those of people, of programs, or of subjects.</summary>
/// <param name="Noun">The group of its commands.</param>
/// <param name="Whose">Whose accounts they are.</param>
/// <param name="Example">A name, for examples.</param>
/// <param name="Calls">Its calls.</param>
/// <param name="NamesAsync">Reads the names of all.</param>
internal sealed record AccountKind(
    string Noun, string Whose, string Example, Func<WarrenClient, AccountClient> Calls, Func<WarrenClient, CancellationToken, IAsyncEnumerable<string>> NamesAsync)
{
    /// <summary>Those of people.</summary>
    public static AccountKind Person { get; } = new("account", "people", "alice", client => client.Access.Accounts, AccessArguments.AccountsAsync);

    /// <summary>Those of programs.</summary>
    public static AccountKind Program { get; } = new("service-account", "programs", "builder", client => client.Access.ServiceAccounts, AccessArguments.ServiceAccountsAsync);

    /// <summary>Those whom the identity provider vouches for.</summary>
    public static AccountKind Subject { get; } = new("subject", "those who sign in through the identity provider", "248289761001@accounts.example.com", client => client.Access.Subjects, AccessArguments.SubjectsAsync);
}
