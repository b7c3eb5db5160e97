using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Api.Sessions;
using Warren.Sandboxes;
using Warren.Sessions.Secrets;

namespace Warren.Sessions.Lifecycle;

/// <summary>
/// Runs the set-up of a session. It is run once, but where the server was killed in it from its first command on: which of them
/// have come to their end is only known when all have.
/// </summary>
internal sealed class SessionSetup(SandboxService sandboxes, SessionSecrets secrets)
{
    private const int MaxShown = 500;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Runs what was not run yet.</summary>
    /// <exception cref="WarrenException">SandboxFailed: a command has failed; the message says which, and how.</exception>
    public async Task RunAsync(SessionTurn turn)
    {
        if (turn.Session.SetupStatus == SetupStatus.Completed)
            return;
        await SetAsync(turn, SetupStatus.Running);
        for (var index = 0; index < turn.Session.Setup.Count; index++)
            if (await FailureOfAsync(turn.Session, turn.Session.Setup[index]) is { } failure)
            {
                await SetAsync(turn, SetupStatus.Failed);
                throw new WarrenException(ErrorCode.SandboxFailed, $"Command {index + 1} of its set-up {failure}");
            }
        await SetAsync(turn, SetupStatus.Completed);
    }

    private static async Task SetAsync(SessionTurn turn, SetupStatus status) =>
        await turn.SaveAsync(record => record with { Session = record.Session with { SetupStatus = status } });

    private async Task<string?> FailureOfAsync(Session session, SandboxCommand command)
    {
        try
        {
            var request = new ExecRequest { Command = command, TimeoutSeconds = Longest.TotalSeconds };
            var result = await sandboxes.Execs.RunAsync(session.SandboxId!, request, session.CreatedBy, CancellationToken.None);
            if (result.ExitCode == 0)
                return null;
            var said = SecretText.Mask(result.Stderr.Trim(), await secrets.ReadAsync(session, CancellationToken.None));
            return $"{(result.TimedOut ? "took more than an hour" : $"ended with exit code {result.ExitCode}")}: {(said.Length > MaxShown ? said[^MaxShown..] : said)}";
        }
        catch (WarrenException failure)
        {
            return $"could not be run: {failure.Message}";
        }
    }
}
