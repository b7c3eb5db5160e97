using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Warren.Access;
using Warren.Access.Accounts;
using Warren.Api;
using Warren.Api.Access;
using Warren.Server.Http;

namespace Warren.Server.Access;

/// <summary>Accounts of people and of programs, and of those whom the identity provider vouches for.</summary>
internal static class AccountEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var people = Map(routes, PrincipalType.Account, Resources.Accounts, "account");
        people.MapPost("", CreateAsync).Requires(Verb.Create, Resources.Accounts).WithSummary("Make an account").Produces<Account>(StatusCodes.Status201Created);
        var programs = Map(routes, PrincipalType.ServiceAccount, Resources.ServiceAccounts, "service account");
        programs.MapPost("", CreateServiceAsync).Requires(Verb.Create, Resources.ServiceAccounts)
            .WithSummary("Make a service account; without a password only keys speak for it").Produces<Account>(StatusCodes.Status201Created);
        // They are made by signing in, have no password here, and keep their names for good: who is not to come back is disabled.
        MapShared(routes, PrincipalType.Subject, Resources.Subjects, "subject that has signed in through the identity provider");
    }

    private static RouteGroupBuilder Map(IEndpointRouteBuilder routes, PrincipalType type, string resource, string what)
    {
        var group = MapShared(routes, type, resource, what);
        group.MapPut("/{account}/password", (string account, StrictBody<PasswordChange> body, AccountService accounts, ClaimsPrincipal user, AccessState state, CancellationToken cancellationToken) =>
                ChangePasswordAsync(type, resource, account, body.Value, accounts, user, state, cancellationToken))
            .RequiresSignIn(resource).WithSummary("Change a password, and end all that the old one has signed in").Produces(StatusCodes.Status204NoContent);
        group.MapDelete("/{account}", (string account, AccountService accounts, ClaimsPrincipal user, CancellationToken cancellationToken) =>
                DeleteAsync(type, account, accounts, user, cancellationToken))
            .Requires(Verb.Delete, resource).WithSummary($"Delete one {what} with its keys; what it made stays").Produces(StatusCodes.Status204NoContent);
        return group;
    }

    private static RouteGroupBuilder MapShared(IEndpointRouteBuilder routes, PrincipalType type, string resource, string what)
    {
        var group = routes.MapGroup($"/api/v0/{resource}").WithTags("access");
        group.MapGet("", (int? limit, string? cursor, AccountService accounts, CancellationToken cancellationToken) => ListAsync(type, limit, cursor, accounts, cancellationToken))
            .Requires(Verb.List, resource).WithSummary($"List every {what}, by name");
        // Everybody may know of their own account.
        group.MapGet("/{account}", (string account, AccountService accounts, ClaimsPrincipal user, AccessState state, CancellationToken cancellationToken) =>
                GetAsync(type, resource, account, accounts, user, state, cancellationToken))
            .RequiresSignIn(resource).WithSummary($"Get one {what} by id or name");
        group.MapPut("/{account}", (string account, StrictBody<AccountChange> body, AccountService accounts, ClaimsPrincipal user, CancellationToken cancellationToken) =>
                accounts.ChangeAsync(user.Caller(), type, account, body.Value, cancellationToken))
            .Requires(Verb.Update, resource).WithSummary($"Change the display name of one {what}, disable or enable it");
        return group;
    }

    private static async Task<Page<Account>> ListAsync(PrincipalType type, int? limit, string? cursor, AccountService accounts, CancellationToken cancellationToken) =>
        Paging.Slice(await accounts.ListAsync(type, cancellationToken), account => account.Name, limit, cursor);

    private static async Task<Account> GetAsync(
        PrincipalType type, string resource, string account, AccountService accounts, ClaimsPrincipal user, AccessState state, CancellationToken cancellationToken)
    {
        await RequireOwnOrAsync(Verb.Get, resource, account, user.Caller(), state, cancellationToken);
        return (await accounts.GetAsync(type, account, cancellationToken)).Describe();
    }

    private static async Task<NoContent> ChangePasswordAsync(
        PrincipalType type, string resource, string account, PasswordChange change, AccountService accounts, ClaimsPrincipal user, AccessState state, CancellationToken cancellationToken)
    {
        await RequireOwnOrAsync(Verb.Update, resource, account, user.Caller(), state, cancellationToken);
        await accounts.ChangePasswordAsync(user.Caller(), type, account, change, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> DeleteAsync(PrincipalType type, string account, AccountService accounts, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        await accounts.DeleteAsync(user.Caller(), type, account, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CreateAsync(StrictBody<AccountRequest> body, AccountService accounts, CancellationToken cancellationToken)
    {
        var request = body.Value;
        var made = await accounts.CreateAsync(PrincipalType.Account, request.Name, request.Password, request.DisplayName, cancellationToken);
        return TypedResults.Created($"/api/v0/{Resources.Accounts}/{made.Id}", made);
    }

    private static async Task<IResult> CreateServiceAsync(StrictBody<ServiceAccountRequest> body, AccountService accounts, CancellationToken cancellationToken)
    {
        var request = body.Value;
        var made = await accounts.CreateAsync(PrincipalType.ServiceAccount, request.Name, request.Password, request.DisplayName, cancellationToken);
        return TypedResults.Created($"/api/v0/{Resources.ServiceAccounts}/{made.Id}", made);
    }

    private static async Task RequireOwnOrAsync(string verb, string resource, string account, Principal caller, AccessState state, CancellationToken cancellationToken)
    {
        var isOwn = caller.Narrowed?.Sandbox is null && (account == caller.Name || account == caller.AccountId);
        if (!isOwn && !(await state.ReadAsync(cancellationToken)).Allows(caller, verb, resource, null, account))
            throw new WarrenException(ErrorCode.Forbidden, $"{caller.Name} may not {verb} {resource} but its own.");
    }
}
