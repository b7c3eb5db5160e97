using Warren.Api.Sandboxes;
using Warren.TestKit;
using static Warren.Sandboxes.Tests.ServiceFixture;

namespace Warren.Sandboxes.Tests;

public sealed class SandboxListTests
{
    [Fact]
    public async Task List_is_filtered_by_labels_state_and_name()
    {
        await using var fixture = await StartAsync();
        await fixture.CreateAsync(new() { Name = "one", Labels = Labels(("a", "1"), ("b", "1")) });
        await fixture.CreateAsync(new() { Name = "two", Labels = Labels(("a", "2"), ("b", "1")) });
        await fixture.Service.StopAsync("two", Owner, Token);
        Assert.Equal("one", Only(fixture, new() { Labels = [new("a", "1"), new("b", null)] }));
        Assert.Equal("two", Only(fixture, new() { States = [SandboxState.Stopped, SandboxState.Failed] }));
        Assert.Equal("one", Only(fixture, new() { Name = "one" }));
        Assert.Empty(fixture.Service.List(Owner, new() { Name = "one", States = [SandboxState.Stopped] }, null, 10));
    }

    [Fact]
    public async Task Pages_are_stable_while_sandboxes_come_and_go()
    {
        // At one and the same moment, so that the ids decide.
        await using var fixture = await StartAsync(new ManualTime());
        List<string> made = [];
        for (var number = 0; number < 6; number++)
            made.Add((await fixture.CreateAsync()).Id);
        made.Sort(StringComparer.Ordinal);
        var first = fixture.Service.List(Owner, new(), null, 2);
        await fixture.Service.DeleteAsync(first[1].Id, Owner, Token);
        var rest = fixture.Service.List(Owner, new(), SandboxPosition.TryParse(SandboxPosition.Of(first[1]).ToString()), 10);
        Assert.Equal(made, first.Concat(rest).Select(one => one.Id));
    }

    private static string? Only(ServiceFixture fixture, SandboxFilter filter) => Assert.Single(fixture.Service.List(Owner, filter, null, 10)).Spec.Name;

    private static Dictionary<string, string> Labels(params (string Key, string Value)[] labels) => labels.ToDictionary(label => label.Key, label => label.Value);
}
