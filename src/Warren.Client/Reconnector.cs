using System.Runtime.CompilerServices;
using Warren.Api;

namespace Warren.Client;

/// <summary>Takes one stream up again each time the server goes away under it.</summary>
/// <param name="client">Whose server it is.</param>
/// <param name="hasAnswered">Whether the server is known to have answered: one that never did is not waited for.</param>
/// <param name="isSilent">Whether the user is not told, since another stream of the same work tells.</param>
internal sealed class Reconnector(WarrenClient client, bool hasAnswered = false, bool isSilent = false)
{
    private readonly ReconnectPolicy _policy = isSilent ? client.Reconnects with { Notice = null } : client.Reconnects;
    private bool _hasAnswered = hasAnswered;
    private long? _awaySince;
    private TimeSpan _wait = client.Reconnects.FirstWait;

    /// <summary>
    /// Whether a failure says that the server went away, or is on its way up. What never answered has not gone away, and
    /// what is refused stays refused.
    /// </summary>
    public bool IsAway(WarrenException failure) => _hasAnswered && failure.Code == ErrorCode.EngineUnavailable;

    /// <summary>What a stream fails with that ended before its last message.</summary>
    public static WarrenException BrokenOff(Exception? inner = null) => new(ErrorCode.EngineUnavailable, "The connection to the server broke off.", inner);

    /// <summary>Reads a part of an answer.</summary>
    /// <exception cref="WarrenException">It broke off: see <see cref="BrokenOff"/>.</exception>
    public static async ValueTask<T> ReadPartAsync<T>(ValueTask<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            throw BrokenOff(failure);
        }
    }

    /// <summary>Reads a stream to its end, opening it again where it broke off.</summary>
    /// <param name="open">Opens it behind what was read so far; fails with <see cref="BrokenOff"/> when it ends too early.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<T> ReadAsync<T>(Func<IAsyncEnumerable<T>> open, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var source = open().GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await source.MoveNextAsync())
                        yield break;
                }
                catch (WarrenException failure) when (IsAway(failure))
                {
                    await WaitAsync(failure, cancellationToken);
                    break;
                }
                Succeeded();
                yield return source.Current;
            }
        }
    }

    /// <summary>Makes a call, again and again while the server is away.</summary>
    public async Task<T> RetryAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var result = await call();
                Succeeded();
                return result;
            }
            catch (WarrenException failure) when (IsAway(failure))
            {
                await WaitAsync(failure, cancellationToken);
            }
        }
    }

    /// <summary>Makes a call that may not be made twice: again only where no server was there to take it.</summary>
    public async Task RetryUnsentAsync(Func<Task> call, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await call();
                Succeeded();
                return;
            }
            catch (WarrenException failure) when (failure.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError })
            {
                await WaitAsync(failure, cancellationToken);
            }
        }
    }

    /// <summary>The server answered.</summary>
    public void Succeeded()
    {
        _hasAnswered = true;
        if (_awaySince is null)
            return;
        (_awaySince, _wait) = (null, _policy.FirstWait);
        _policy.Notice?.Invoke("The server is back.");
    }

    /// <summary>Waits before the next attempt.</summary>
    /// <exception cref="WarrenException">The server has been away for too long.</exception>
    public async Task WaitAsync(WarrenException failure, CancellationToken cancellationToken)
    {
        if (_awaySince is null)
        {
            _awaySince = _policy.Clock.GetTimestamp();
            _policy.Notice?.Invoke("The server went away; waiting for it ...");
        }
        else if (_policy.Clock.GetElapsedTime(_awaySince.Value) >= _policy.Limit)
            throw new WarrenException(ErrorCode.EngineUnavailable,
                $"The server has been away for {_policy.Limit.TotalSeconds:0} s; what runs in the sandbox runs on. {failure.Message}", failure);
        await Task.Delay(_wait, _policy.Clock, cancellationToken);
        _wait = _wait * 2 < _policy.LongestWait ? _wait * 2 : _policy.LongestWait;
        client.Relocate();
    }
}
