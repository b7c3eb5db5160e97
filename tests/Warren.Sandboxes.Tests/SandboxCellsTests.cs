using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Pool;

namespace Warren.Sandboxes.Tests;

public sealed class SandboxCellsTests
{
    private static CancellationToken Token => ServiceFixture.Token;

    [Fact]
    public async Task Driver_that_cannot_hold_cells_says_so()
    {
        await using var fixture = await ServiceFixture.StartAsync();
        Assert.False(fixture.Service.Cells.CanHold(new()));
        var refused = await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.Cells.CreateHostAsync(new(), 4, ServiceFixture.Owner, Token));
        Assert.Equal(ErrorCode.CapabilityMissing, refused.Code);
        Assert.Empty(fixture.Service.List(ServiceFixture.Owner));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(129)]
    public async Task Number_of_slots_is_checked(int slots)
    {
        await using var fixture = await ServiceFixture.StartAsync();
        var refused = await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.Cells.CreateHostAsync(new(), slots, ServiceFixture.Owner, Token));
        Assert.Contains("slots", refused.Errors.Keys);
    }

    [Fact]
    public async Task Sandbox_that_was_not_made_for_cells_holds_none()
    {
        await using var fixture = await ServiceFixture.StartAsync();
        var sandbox = await fixture.CreateAsync();
        Assert.Equal(0, fixture.Service.Cells.SlotsOf(sandbox.Id, ServiceFixture.Owner));
        var refused = await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.Cells.OpenAsync(sandbox.Id, ServiceFixture.Owner, Token));
        Assert.Equal(ErrorCode.InvalidRequest, refused.Code);
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.Cells.OpenAsync(sandbox.Id, "bob", Token))).Code);
    }

    [Fact]
    public async Task Sandboxes_that_hold_cells_are_of_a_kind_of_their_own_and_not_made_ahead()
    {
        await using var fixture = await ServiceFixture.StartAsync();
        var spec = (await fixture.CreateAsync()).Spec;
        var image = new Images.PreparedImage("tiny", "sha256:0", [], new(new Dictionary<string, string>(), null, null));
        var plain = SandboxKind.Of(spec, image);
        var cells = SandboxKind.Of(spec, image, new() { Cells = new CellPlan(4, 0.5, 64 << 20, 64 << 20, 64) });
        var more = SandboxKind.Of(spec, image, new() { Cells = new CellPlan(8, 0.5, 64 << 20, 64 << 20, 64) });
        Assert.Equal(3, new[] { plain.Key, cells.Key, more.Key }.Distinct().Count());
        Assert.Equal((true, false), (plain.CanBeMadeAhead, cells.CanBeMadeAhead));
    }
}
