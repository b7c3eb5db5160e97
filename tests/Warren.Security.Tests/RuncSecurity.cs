namespace Warren.Security.Tests;

public sealed class RuncSecurity(SecurityServer server) : SecurityProbes(server, "runc");
