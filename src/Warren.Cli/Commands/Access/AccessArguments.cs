using System.Runtime.CompilerServices;
using Warren.Client;

namespace Warren.Cli.Commands.Access;

/// <summary>Names of accounts, roles, bindings and keys, for shells to complete.</summary>
internal static class AccessArguments
{
    /// <summary>The names of all accounts of people.</summary>
    public static async IAsyncEnumerable<string> AccountsAsync(WarrenClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var account in client.Access.Accounts.ListAsync(cancellationToken))
            yield return account.Name;
    }

    /// <summary>The names of all accounts of programs.</summary>
    public static async IAsyncEnumerable<string> ServiceAccountsAsync(WarrenClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var account in client.Access.ServiceAccounts.ListAsync(cancellationToken))
            yield return account.Name;
    }

    /// <summary>The names of all subjects that have signed in.</summary>
    public static async IAsyncEnumerable<string> SubjectsAsync(WarrenClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var subject in client.Access.Subjects.ListAsync(cancellationToken))
            yield return subject.Name;
    }

    /// <summary>The names of all roles.</summary>
    public static async IAsyncEnumerable<string> RolesAsync(WarrenClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var role in client.Access.Roles.ListAsync(cancellationToken))
            yield return role.Name;
    }

    /// <summary>The ids of all bindings.</summary>
    public static async IAsyncEnumerable<string> BindingsAsync(WarrenClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var binding in client.Access.Bindings.ListAsync(cancellationToken))
            yield return binding.Id;
    }

    /// <summary>The names of one's own keys.</summary>
    public static async IAsyncEnumerable<string> KeysAsync(WarrenClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var key in client.Access.Keys.ListAsync(cancellationToken))
            yield return key.Name;
    }
}
