using Microsoft.Extensions.DependencyInjection.Extensions;
using Warren.Access;
using Warren.Access.Accounts;
using Warren.Access.Audit;
using Warren.Access.Keys;
using Warren.Access.Logins;
using Warren.Access.Oidc;
using Warren.Access.Quotas;
using Warren.Access.Roles;
using Warren.Access.Subjects;
using Warren.Api.Local;
using Warren.Sandboxes;
using Warren.Server.Hosting;
using Warren.Storage;

namespace Warren.Server.Access;

/// <summary>Registers who may do what, and maps the calls about it.</summary>
internal static class AccessServices
{
    /// <summary>Adds the services.</summary>
    public static void Add(IServiceCollection services, ServerOptions options, StateFolder state, Installer installer)
    {
        services.TryAddSingleton<IAccessStore>(provider => new SqlAccessStore(provider.GetRequiredService<SqlStorage>()));
        services.TryAddSingleton<IAuditStore>(provider => new SqlAuditStore(provider.GetRequiredService<SqlStorage>()));
        services.AddSingleton(_ => new TokenSigner(TokenKey.ReadOrCreate(options.JwtSecret, state)));
        services.AddSingleton(new AdminPassword(state, installer));
        services.AddSingleton<AccessState>();
        services.AddSingleton<IPermissions, Permissions>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<FirstStart>();
        services.AddSingleton<AccountService>();
        services.AddSingleton<SubjectService>();
        services.AddSingleton<LoginService>();
        services.AddSingleton<RoleService>();
        services.AddSingleton<BindingService>();
        services.AddSingleton<KeyService>();
        services.AddSingleton<QuotaService>();
        services.AddSingleton<RequestRates>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<QuotaGuard>();
        services.AddSingleton<ISandboxAdmission>(provider => provider.GetRequiredService<QuotaGuard>());
        services.AddSingleton<QuotaReader>();
        services.AddSingleton<AccessGate>();
        services.AddHostedService<AccessHost>();
        if (options.Oidc is { } oidc)
            AddProvider(services, oidc);
    }

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        AccountEndpoints.Map(routes);
        RoleEndpoints.Map(routes);
        KeyEndpoints.Map(routes);
        QuotaEndpoints.Map(routes);
        AuditEndpoints.Map(routes);
    }

    private static void AddProvider(IServiceCollection services, OidcOptions oidc)
    {
        services.AddSingleton(oidc);
        services.AddSingleton<OidcHttp>();
        services.AddSingleton<OidcMetadata>();
        services.AddSingleton<IdTokenReader>();
        services.AddSingleton<OidcClient>();
    }
}
