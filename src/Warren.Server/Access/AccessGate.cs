using Warren.Access;
using Warren.Api;
using Warren.Sandboxes;
using Warren.Server.Http;
using Warren.Tools.Runs;

namespace Warren.Server.Access;

/// <summary>
/// Decides who may make a request, by what its endpoint requires. What is another's is for who may do the same and
/// <see cref="Verb.GetAll"/>: they act as its owner. Everybody else is told that there is none.
/// </summary>
internal sealed class AccessGate(AccessState state, SandboxService sandboxes, ToolRuns runs, QuotaGuard quotas)
{
    private const string Run = "run";

    /// <summary>The route value that names a sandbox.</summary>
    public const string Sandbox = "sandbox";

    /// <summary>Lets a request in.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who makes it.</param>
    /// <param name="required">What its endpoint requires.</param>
    /// <returns>The caller, acting for the owner of what the request is about.</returns>
    /// <exception cref="WarrenException">Forbidden, or TooManyRequests.</exception>
    public async ValueTask<Principal> AdmitAsync(HttpContext context, Principal caller, AccessRequirement required)
    {
        var known = await state.ReadAsync(context.RequestAborted);
        quotas.CountRequest(caller, known);
        if (required.Verb.Length == 0)
            return caller;
        var actor = await AdmitAsync(context, caller, required, known);
        if (required is { Verb: Verb.Exec, Resource: Resources.Tools or Resources.ToolRuns })
            quotas.RequireArtifacts(actor.OwnerName, runs.ArtifactBytes);
        return actor;
    }

    /// <summary>Lets a caller use a port of a sandbox, and says whose it is.</summary>
    public async ValueTask<string> EnterAsync(Principal caller, string sandbox, CancellationToken cancellationToken)
    {
        var known = await state.ReadAsync(cancellationToken);
        quotas.CountRequest(caller, known);
        return Enter(caller, new(Verb.Exec, Resources.Sandboxes), sandbox, known).OwnerName;
    }

    private async ValueTask<Principal> AdmitAsync(HttpContext context, Principal caller, AccessRequirement required, AccessSnapshot known)
    {
        var values = context.Request.RouteValues;
        if (!(Resources.IsInDefault(required.Resource) || Resources.IsOfInstallation(required.Resource)))
            // It is in a workspace that the handler knows, and asks for.
            return known.AllowsSomewhere(caller, required.Verb, required.Resource) ? caller : throw Refused(caller, required);
        if (values.TryGetValue(Run, out var run))
            return await OpenAsync(caller, required, (string)run!, known, context.RequestAborted);
        if (values.TryGetValue(Sandbox, out var sandbox))
            return Enter(caller, required, (string)sandbox!, known);
        if (caller.Narrowed?.Sandbox is not null)
            throw new WarrenException(ErrorCode.Forbidden, "This key is for one sandbox alone.");
        var workspace = Resources.IsInDefault(required.Resource) ? Resources.DefaultWorkspace : null;
        if (!known.Allows(caller, required.Verb, required.Resource, workspace, NameOf(values)))
            throw Refused(caller, required);
        return required.Verb == Verb.List ? List(context.Request.Query, caller, required, known) : caller;
    }

    // Lists are of one's own, unless those of others are asked for.
    private static Principal List(IQueryCollection query, Principal caller, AccessRequirement required, AccessSnapshot known)
    {
        var owner = query["owner"].ToString();
        var isOfAll = string.Equals(query["all"], "true", StringComparison.OrdinalIgnoreCase);
        if ((owner.Length == 0 || owner == caller.Name) && !isOfAll)
            return caller;
        if (!known.Allows(caller, Verb.ListAll, required.Resource, Resources.DefaultWorkspace, null))
            throw Refused(caller, required with { Verb = Verb.ListAll });
        return owner.Length == 0 ? caller : caller.ActingFor(owner);
    }

    private static Principal Act(Principal caller, AccessRequirement required, string? owner, AccessSnapshot known) =>
        owner is not null && owner != caller.Name && known.Allows(caller, Verb.GetAll, required.Resource, Resources.DefaultWorkspace, null)
            ? caller.ActingFor(owner)
            : caller; // Where it is another's, the handler finds none of the caller's.

    private Principal Enter(Principal caller, AccessRequirement required, string given, AccessSnapshot known)
    {
        var found = sandboxes.Locate(given, caller.Name);
        bool allows(string? name) => name is not null && known.Allows(caller, required.Verb, required.Resource, Resources.DefaultWorkspace, name);
        if (!allows(given) && !allows(found?.Id) && !allows(found?.Name))
            throw Refused(caller, required);
        if (caller.Narrowed?.Sandbox is { } only && found?.Id != only)
            throw new WarrenException(ErrorCode.NotFound, $"There is no sandbox '{given}'.");
        return Act(caller, required, found?.Owner, known);
    }

    private async ValueTask<Principal> OpenAsync(Principal caller, AccessRequirement required, string run, AccessSnapshot known, CancellationToken cancellationToken)
    {
        if (!known.Allows(caller, required.Verb, required.Resource, Resources.DefaultWorkspace, run))
            throw Refused(caller, required);
        // Only who could act for another need know whose it is.
        return known.Allows(caller, Verb.GetAll, required.Resource, Resources.DefaultWorkspace, null)
            ? Act(caller, required, await runs.OwnerOfAsync(run, cancellationToken), known)
            : caller;
    }

    private static string? NameOf(RouteValueDictionary values)
    {
        foreach (var (name, value) in values)
            if (name is "reference" or "role" or "account" or "name")
                return value as string;
        return null;
    }

    private static WarrenException Refused(Principal caller, AccessRequirement required) => new(ErrorCode.Forbidden,
        $"{caller.Name} may not {required.Verb} {required.Resource} here{(caller.Narrowed is null ? "" : " by this key")}; a role that allows it has to be bound to that account.");
}
