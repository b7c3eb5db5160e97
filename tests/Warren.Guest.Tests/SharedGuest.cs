namespace Warren.Guest.Tests;

/// <summary>One container that most tests share; each uses exec ids of its own.</summary>
public sealed class SharedGuest : IAsyncLifetime
{
    private GuestContainer? _container;

    public GuestContainer Container
    {
        get
        {
            Assert.SkipWhen(_container is null, GuestContainer.WhyNot ?? "the container did not start");
            return _container!;
        }
    }

    public GuestClient Client => Container.Client;

    public async ValueTask InitializeAsync()
    {
        if (GuestContainer.WhyNot is null)
            _container = await GuestContainer.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
            await _container.DisposeAsync();
    }
}
