using System.Text.Json;

namespace Warren.Security.Tests;

// The guest: first process, in the same sandbox as the code it runs.
public abstract partial class SecurityProbes
{
    [Fact]
    public Task Guest_takes_no_signal() => GuestAttacksAsync("signals");

    [Fact]
    public Task Guest_is_neither_traced_nor_are_its_memory_and_descriptors_taken() => GuestAttacksAsync("traces");

    [Fact]
    public Task Guest_keeps_its_limits_and_its_priority() => GuestAttacksAsync("limits");

    [Fact]
    public async Task Files_of_the_guest_in_proc_are_closed()
    {
        await GuestAttacksAsync("files", "EACCES");
        foreach (var user in Users)
        {
            var got = await (await SharedAsync()).ProbeOnceAsync("guest_attacks", user);
            Assert.Empty(Strings(got.GetProperty("descriptors")));
            Assert.Empty(Strings(got.GetProperty("environment")).Where(variable => variable.Length > 0).Select(variable => variable.Split('=')[0]).Except(["PATH", "HOME"]));
        }
    }

    [Fact]
    public async Task Guest_is_neither_replaced_nor_reached_nor_imitated_where_it_is_found()
    {
        foreach (var user in Users)
        {
            var got = await (await SharedAsync()).ProbeOnceAsync("guest_attacks", user);
            string[] refusals = ["ENOENT", "EACCES", "EPERM", "EBUSY", "EXDEV", "EROFS"];
            Assert.All(got.GetProperty("door").EnumerateObject(), one => Assert.Contains(one.Value.GetString(), refusals));
            Assert.Empty(Strings(got.GetProperty("listening")));
        }
    }

    [Fact]
    public async Task Limits_of_the_guest_hold_while_it_starts_programs()
    {
        await using var box = await NewAsync();
        var attack = await box.StartAsync("limits_of_guest");
        for (var i = 0; i < 40; i++)
            Assert.Equal("fine", await box.RunAsync("echo fine"));
        var outcome = await box.FinishAsync(attack);
        Assert.True(outcome.GetProperty("tries").GetInt32() > 100);
        Assert.Equal(0, outcome.GetProperty("successes").GetInt32());
        Assert.False(outcome.GetProperty("changed").GetBoolean());
    }

    private async Task GuestAttacksAsync(string group, string refusal = "EPERM")
    {
        var box = await SharedAsync();
        foreach (var user in Users)
            AssertRefused((await box.ProbeOnceAsync("guest_attacks", user)).GetProperty(group), refusal);
    }
}
