using System.Security.Claims;
using Warren.Access;
using Warren.Access.Quotas;
using Warren.Api;
using Warren.Api.Access;
using Warren.Server.Http;

namespace Warren.Server.Access;

/// <summary>Quotas.</summary>
internal static class QuotaEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v0/quotas").WithTags("access");
        group.MapGet("", ListAsync).Requires(Verb.List, Resources.Quotas).WithSummary("One's own quota and what one has, or those of all that one may see");
        group.MapPut("/{name}", SaveAsync).Requires(Verb.Update, Resources.Quotas).WithSummary("Set the quota of an account or a workspace; no limit at all takes it away");
    }

    private static async Task<Page<Quota>> ListAsync(int? limit, string? cursor, QuotaReader quotas, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        Paging.Slice(await quotas.ListAsync(user.Caller(), cancellationToken), quota => $"{quota.Kind}/{quota.Name}", limit, cursor);

    private static async Task<Quota> SaveAsync(string name, StrictBody<QuotaRequest> body, QuotaService quotas, QuotaReader reader, CancellationToken cancellationToken) =>
        reader.Describe(await quotas.SaveAsync(name, body.Value, cancellationToken));
}
