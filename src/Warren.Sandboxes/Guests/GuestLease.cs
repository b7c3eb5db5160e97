namespace Warren.Sandboxes.Guests;

/// <summary>What cells last as long as: a stream of the guest's that says nothing and has no end.</summary>
public sealed class GuestLease : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly CancellationTokenRegistration _ending;
    private readonly Task _end;

    internal GuestLease(string id, HttpResponseMessage response, CancellationToken ending)
    {
        (Id, _response) = (id, response);
        _end = WaitAsync(response);
        // The connection itself stays open for as long as there are streams.
        _ending = ending.Register(response.Dispose);
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>Whether the guest has ended it, or is gone.</summary>
    public bool HasEnded => _end.IsCompleted;

    /// <summary>Ends it: the guest removes its cells.</summary>
    public void Dispose()
    {
        _ending.Dispose();
        _response.Dispose();
    }

    private static async Task WaitAsync(HttpResponseMessage response)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(CancellationToken.None);
            _ = await body.ReadAsync(new byte[1], CancellationToken.None);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // That is an end, too.
        }
    }
}
