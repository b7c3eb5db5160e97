using System.CommandLine;
using Warren.Api;
using Warren.Api.Sandboxes;

namespace Warren.Cli.Commands;

/// <summary>Options that say how long a sandbox stays.</summary>
internal sealed class LifetimeOptions
{
    private readonly Option<double?> _timeout = new("--lifetime") { Description = "Seconds from its start until it is ended; default none", HelpName = "SECONDS", CustomParser = Parsers.Number };
    private readonly Option<double?> _idle = new("--idle-timeout") { Description = "Seconds without anything going on until it is ended; default none", HelpName = "SECONDS", CustomParser = Parsers.Number };
    private readonly Option<string?> _action = new("--on-timeout") { Description = "What is done then: pause, stop or destroy; default stop", HelpName = "ACTION", CompletionSources = { "pause", "stop", "destroy" } };
    private readonly Option<bool> _autoResume = new("--auto-resume") { Description = "Wake it by any call that needs it, where it is paused or stopped" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _timeout, _idle, _action, _autoResume })
            command.Options.Add(option);
    }

    /// <summary>What was given; null for nothing.</summary>
    public SandboxLifetime? Read(ParseResult parsed)
    {
        var lifetime = new SandboxLifetime
        {
            TimeoutSeconds = parsed.GetValue(_timeout),
            IdleTimeoutSeconds = parsed.GetValue(_idle),
            OnTimeout = parsed.GetValue(_action) switch
            {
                null => null,
                "pause" => TimeoutAction.Pause,
                "stop" => TimeoutAction.Stop,
                "destroy" => TimeoutAction.Destroy,
                var other => throw new WarrenException(ErrorCode.InvalidRequest, $"'{other}' is not what --on-timeout takes; give pause, stop or destroy."),
            },
            AutoResume = parsed.GetValue(_autoResume),
        };
        return lifetime == new SandboxLifetime() ? null : lifetime;
    }
}
