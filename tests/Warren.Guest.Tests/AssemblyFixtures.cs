using System.Runtime.Versioning;
using Warren.Guest.Tests;

[assembly: SupportedOSPlatform("linux")]
[assembly: AssemblyFixture(typeof(SharedGuest))]
