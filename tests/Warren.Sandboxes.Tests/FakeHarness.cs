using Warren.Drivers.Conformance;
using Warren.Images;
using Warren.Sandboxes.Drivers;
using Warren.TestKit.Fakes;

namespace Warren.Sandboxes.Tests;

internal sealed class FakeHarness : DriverHarness
{
    private readonly FakeEngine _engine = new();

    public override bool RunsPrograms => false;

    public override Task<ISandboxDriver> OpenAsync() => Task.FromResult<ISandboxDriver>(new FakeDriver(_engine));

    public override Task<PreparedImage> ImageAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new PreparedImage("tiny:latest", "sha256:0", [], new(new Dictionary<string, string>(), null, null)));

    public override Task KillGuestAsync(ISandboxDriver driver, string id) => ((FakeDriver)driver).KillGuestAsync(id, "Killed by the test.");

    public override IReadOnlyList<string> Leftovers() => [.. _engine.Sandboxes.Keys];

    public override ValueTask DisposeAsync() => _engine.DisposeAsync();
}
