using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Warren.Api;
using Warren.Guest.Protocol;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes.Files;

/// <summary>
/// A part of the guest's program that runs as a confined process of a user, for what takes long or may be used up by
/// hostile files. Its output is as untrusted as all that comes from a sandbox.
/// </summary>
internal sealed class HelperProgram : IAsyncDisposable
{
    /// <summary>How the ids of helper programs begin; other ids never do.</summary>
    public const char IdPrefix = GuestProtocol.HelperPrefix;

    private const int MaxError = 8 * 1024;
    private static readonly double MaxSeconds = TimeSpan.FromHours(6).TotalSeconds;

    private readonly GuestClient _guest;
    private readonly GuestExec _exec;
    private readonly MemoryStream _errors = new();

    private HelperProgram(GuestClient guest, GuestExec exec) => (_guest, _exec) = (guest, exec);

    /// <summary>Its exec's id.</summary>
    public string Id => _exec.Id;

    /// <summary>Starts one.</summary>
    /// <param name="guest">The sandbox's guest.</param>
    /// <param name="arguments">The verb and what follows it; paths are escaped.</param>
    /// <param name="user">Whose process it is.</param>
    /// <param name="input">Standard input; null to write it by <see cref="FeedAsync"/>.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    /// <param name="cell">The cell that it runs in; null for the sandbox itself.</param>
    public static async Task<HelperProgram> StartAsync(
        GuestClient guest, string[] arguments, string? user, ReadOnlyMemory<byte>? input, CancellationToken cancellationToken, string? cell = null)
    {
        var request = Describe($"{IdPrefix}{arguments[0]}-{SandboxId.New()}", arguments, user) with
        {
            Cell = cell,
            TimeoutSeconds = MaxSeconds,
            OpenStdin = input is null,
            Stdin = input ?? default,
        };
        try
        {
            return new(guest, await guest.RunAsync(request, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // It may have started all the same.
            await TryForgetAsync(guest, request.Id);
            throw;
        }
    }

    /// <summary>How one is started.</summary>
    public static GuestExecRequest Describe(string id, string[] arguments, string? user) => new()
    {
        Id = id,
        Arguments = [GuestProtocol.ProgramPath, .. arguments],
        Env = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["LANG"] = "C.UTF-8" },
        Workdir = "/",
        User = user,
    };

    /// <summary>Writes standard input and ends it; a program that ended by itself does not want the rest.</summary>
    public Task FeedAsync(PipeReader input, CancellationToken cancellationToken) => _guest.Files.FeedAsync(Id, input, cancellationToken);

    /// <summary>What it writes, piece by piece, each valid until the next is asked for; then, where it failed, the failure.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var frame in _exec.ReadAsync(cancellationToken))
        {
            if (frame is GuestFrame.Output { Stream: GuestOutput.Stdout } output)
                yield return output.Data;
            else if (frame is GuestFrame.Output errors && _errors.Length < MaxError)
                _errors.Write(errors.Data.Span);
            else if (frame is GuestFrame.Exit { Result: var exit } && exit.ExitCode != 0)
                throw ToFailure(exit, _errors.ToArray());
        }
    }

    /// <summary>All that it writes, which is little.</summary>
    public async Task<byte[]> ReadAllAsync(int most, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        await foreach (var piece in ReadAsync(cancellationToken))
        {
            if (all.Length + piece.Length > most)
                throw Lies();
            all.Write(piece.Span);
        }
        return all.ToArray();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _exec.DisposeAsync();
        await TryForgetAsync(_guest, Id);
        _errors.Dispose();
    }

    /// <summary>Why one ended as it did.</summary>
    public static WarrenException ToFailure(GuestExit exit, byte[] errors)
    {
        if (exit.TimedOut)
            return new(ErrorCode.DeadlineExceeded, "This took too long in the sandbox and was ended.");
        if (exit.Signal is not null)
            return new(ErrorCode.SandboxFailed, "The sandbox ended the program that did this; its memory may be used up.");
        try
        {
            var line = errors.AsSpan();
            line = line[(line.TrimEnd("\n"u8).LastIndexOf((byte)'\n') + 1)..];
            if (JsonSerializer.Deserialize(line, GuestJson.Default.GuestError) is { } known)
                return GuestTransport.ToFailure(known);
        }
        catch (JsonException)
        {
            // Something else wrote there, such as the runtime at its end.
        }
        return new(ErrorCode.SandboxFailed, $"The program that does this in the sandbox failed with exit code {exit.ExitCode}.");
    }

    /// <summary>The failure of a helper that wrote what none may write.</summary>
    public static WarrenException Lies() => new(ErrorCode.SandboxFailed, "The sandbox answered something that it may not.");

    /// <summary>Kills one where it runs, and forgets it.</summary>
    public static async Task TryForgetAsync(GuestClient guest, string id)
    {
        try
        {
            await guest.ForgetAsync(id, CancellationToken.None);
        }
        catch (WarrenException gone) when (gone.Code is ErrorCode.NotFound or ErrorCode.InvalidState or ErrorCode.SandboxFailed)
        {
            // It is forgotten already, or has ended with its sandbox.
        }
    }
}
