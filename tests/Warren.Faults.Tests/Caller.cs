using System.Text.Json;
using Warren.Api;
using Warren.Client;

namespace Warren.Faults.Tests;

/// <summary>Calls a server that may be away, or go away while it is asked.</summary>
internal sealed class Caller(FaultServer server, Round round)
{
    /// <summary>How often something is asked for that is not answered.</summary>
    public const int Tries = 12;

    // A server that is stopping refuses for as long as that takes.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Asks for a value in place of another one until that is answered.</summary>
    public async Task UntilAnsweredAsync<T>(HashSet<T> values, T next, Func<Task<bool>> ask)
    {
        var isAnswered = false;
        for (var tries = 0; tries < Tries && !isAnswered; tries++)
            await Promise.ChangeAsync(values, next, async () => isAnswered = await ask());
        if (!isAnswered)
            round.Wrong.Enqueue($"nothing was answered in {Tries} tries");
    }

    /// <summary>Makes a call.</summary>
    /// <param name="whom">Of what it is asked, for the notes.</param>
    /// <param name="what">What is asked.</param>
    /// <param name="ask">Asks.</param>
    /// <param name="isExcused">Whether a refusal has a cause; one that has none is noted as wrong.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False where nobody knows how it went.</returns>
    /// <exception cref="CannotGoOnException">It was refused.</exception>
    public async Task<bool> AskAsync(string whom, string what, Func<WarrenClient, Task> ask, Func<WarrenException, bool> isExcused, CancellationToken cancellationToken)
    {
        try
        {
            await ask(await server.ClientAsync(cancellationToken));
            return true;
        }
        catch (Exception failure) when (IsUnanswered(failure))
        {
            round.Note($"{whom}: {what} was not answered");
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            return false;
        }
        catch (WarrenException refusal)
        {
            var refused = $"{whom}: {what} was refused: {refusal.Code} {refusal.Message}";
            if (!isExcused(refusal))
                round.Wrong.Enqueue(refused);
            throw new CannotGoOnException(refused);
        }
    }

    private static bool IsUnanswered(Exception? failure) => failure switch
    {
        null => false,
        HttpRequestException or IOException or JsonException => true,
        WarrenException { Code: ErrorCode.EngineUnavailable } away when away.Message.Contains("stopping", StringComparison.Ordinal) => true,
        _ => IsUnanswered(failure.InnerException),
    };
}
