using System.CommandLine;
using Warren.Api;
using Warren.Api.Access;
using Warren.Cli.Output;

namespace Warren.Cli.Commands.Access;

/// <summary><c>binding</c> with what is below it.</summary>
internal static class BindingCommands
{
    private static readonly View<RoleBinding> View = new()
    {
        Json = WarrenJson.Wire.RoleBinding,
        JsonList = WarrenJson.Wire.PageRoleBinding,
        Id = binding => binding.Id,
        Headings = ["ID", "ROLE", "WHO~", "KIND", "WORKSPACE~", "GIVEN BY~", "AGE"],
        Row = binding =>
        [
            binding.Id, binding.Role, binding.Principal, Kind(binding.PrincipalType), binding.Workspace ?? "everywhere", binding.CreatedBy ?? "-", Ages.Format(binding.CreatedAt),
        ],
        Details = _ => [],
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new GroupCommand("binding", "Who has which role, and where") { Make(), List(), Delete() };

    private static Command Make()
    {
        var role = NamedArgument.One("ROLE", AccessArguments.RolesAsync, "The role");
        var account = new Option<string?>("--account", "-a") { Description = "The person who gets it", HelpName = "ACCOUNT" }.With(AccessArguments.AccountsAsync);
        var program = new Option<string?>("--service-account", "-s") { Description = "The program that gets it", HelpName = "ACCOUNT" }.With(AccessArguments.ServiceAccountsAsync);
        var subject = new Option<string?>("--subject") { Description = "Who gets it, of those that sign in through the identity provider, by the name that `warren auth status` shows them", HelpName = "SUBJECT" }.With(AccessArguments.SubjectsAsync);
        var workspace = new Option<string?>("--workspace") { Description = "The workspace that it counts in", HelpName = "WORKSPACE" };
        var everywhere = new Option<bool>("--everywhere") { Description = "It counts in every workspace" };
        return new ExplainedCommand("create", "Give a role to somebody; nobody can give more than they have",
            "warren binding create developer --account alice --workspace default", "warren binding create viewer --service-account monitor --everywhere")
        {
            role, account, program, subject, workspace, everywhere,
        }.Does(async (client, parsed, cancellationToken) =>
        {
            var (principal, type) = ReadPrincipal(parsed.GetValue(account), parsed.GetValue(program), parsed.GetValue(subject));
            if (parsed.GetValue(workspace) is null != parsed.GetValue(everywhere))
                throw new WarrenException(ErrorCode.InvalidRequest, "Say where it counts: give either --workspace WORKSPACE or --everywhere.");
            var request = new RoleBindingRequest { Role = parsed.GetValue(role)!, Principal = principal, PrincipalType = type, Workspace = parsed.GetValue(workspace) };
            View.WriteMade(await client.Access.Bindings.CreateAsync(request, cancellationToken), parsed.Format());
        });
    }

    private static Command List()
    {
        var role = new Option<string?>("--role", "-r") { Description = "Only those of this role", HelpName = "ROLE" }.With(AccessArguments.RolesAsync);
        var who = new Option<string?>("--who") { Description = "Only those of this account or subject", HelpName = "NAME" };
        var workspace = new Option<string?>("--workspace") { Description = "Only those that count in this workspace", HelpName = "WORKSPACE" };
        return new Command("list", "List who has which role") { role, who, workspace }.Or("ls").Does(async (client, parsed, cancellationToken) =>
        {
            var bindings = await client.Access.Bindings.ListAsync(cancellationToken).ReadAllAsync();
            View.WriteList(
                [
                    .. bindings.Where(binding =>
                        (parsed.GetValue(role) ?? binding.Role) == binding.Role
                        && (parsed.GetValue(who) ?? binding.Principal) == binding.Principal
                        && (binding.Workspace is null || (parsed.GetValue(workspace) ?? binding.Workspace) == binding.Workspace)),
                ],
                parsed.Format());
        });
    }

    private static Command Delete()
    {
        var several = NamedArgument.Several("BINDING", AccessArguments.BindingsAsync, "Their ids");
        return new Command("delete", "Take roles away again") { several }.Or("rm").Does(async (client, parsed, cancellationToken) =>
        {
            foreach (var binding in parsed.GetValue(several)!)
                await client.Access.Bindings.DeleteAsync(binding, cancellationToken);
        });
    }

    private static (string Name, PrincipalType Type) ReadPrincipal(string? account, string? program, string? subject) => (account, program, subject) switch
    {
        ({ } name, null, null) => (name, PrincipalType.Account),
        (null, { } name, null) => (name, PrincipalType.ServiceAccount),
        (null, null, { } name) => (name, PrincipalType.Subject),
        _ => throw new WarrenException(ErrorCode.InvalidRequest, "Say who gets it: give one of --account, --service-account and --subject."),
    };

    private static string Kind(PrincipalType type) => type switch
    {
        PrincipalType.Account => "account",
        PrincipalType.ServiceAccount => "service-account",
        _ => "subject",
    };
}
