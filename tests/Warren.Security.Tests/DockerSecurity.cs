namespace Warren.Security.Tests;

[Trait("Category", "Full")]
public sealed class DockerSecurity(DockerSecurityServer server) : SecurityProbes(server, "runc"), IClassFixture<DockerSecurityServer>
{
    // That is a declared lack of container engines, which an operator has to allow by name.
    protected override bool HasIdsOfItsOwn => false;
}
