using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.TestKit.Fakes;
using static Warren.Sandboxes.Tests.ServiceFixture;

namespace Warren.Sandboxes.Tests;

public sealed class MountRulesTests
{
    private static async Task<WarrenException> RefusedAsync(IReadOnlyList<string> roots, params SandboxMount[] mounts)
    {
        await using var fixture = await StartAsync();
        fixture.NewDriver = engine => new FakeDriver(engine) { Capabilities = fixture.Driver.Capabilities with { MountRoots = roots } };
        await fixture.RestartServiceAsync();
        return await Assert.ThrowsAsync<WarrenException>(() => fixture.CreateAsync(new() { Mounts = mounts }));
    }

    [Fact]
    public async Task Without_an_allowed_folder_the_refusal_says_how_to_allow_one()
    {
        var refused = await RefusedAsync([], new SandboxMount { Source = "/srv/data", Target = "/data" });
        Assert.Equal(ErrorCode.CapabilityMissing, refused.Code);
        Assert.Contains("WARREN_MOUNT_ROOTS", Assert.Single(refused.Errors["mounts[0].source"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/srv")]
    [InlineData("/srv/data/../../etc")]
    [InlineData("/srv/data/./x")]
    [InlineData("/srv/data//x")]
    [InlineData("/srv/database")]
    [InlineData("relative")]
    [InlineData("")]
    [InlineData("/")]
    public async Task Source_outside_of_the_allowed_folders_is_refused(string source)
    {
        var refused = await RefusedAsync(["/srv/data"], new SandboxMount { Source = source, Target = "/data" });
        Assert.Equal((ErrorCode.InvalidRequest, "mounts[0].source"), (refused.Code, Assert.Single(refused.Errors).Key));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/proc")]
    [InlineData("/proc/self")]
    [InlineData("/sys/fs")]
    [InlineData("/dev/shm")]
    [InlineData("/.warren")]
    [InlineData("/.warren/guest")]
    [InlineData("/.warren-door")]
    [InlineData("/a/../proc")]
    [InlineData("data")]
    public async Task Target_over_what_is_the_systems_is_refused(string target)
    {
        var refused = await RefusedAsync(["/srv/data"], new SandboxMount { Source = "/srv/data/x", Target = target });
        Assert.Equal((ErrorCode.InvalidRequest, "mounts[0].target"), (refused.Code, Assert.Single(refused.Errors).Key));
    }

    [Theory]
    [InlineData("/data", "/data")]
    [InlineData("/data", "/data/sub")]
    [InlineData("/data/sub", "/data")]
    public async Task Targets_in_one_another_are_refused(string one, string other)
    {
        var refused = await RefusedAsync(["/srv"], new() { Source = "/srv/a", Target = one }, new SandboxMount { Source = "/srv/b", Target = other });
        Assert.Equal("mounts[1].target", Assert.Single(refused.Errors).Key);
    }
}
