using System.Text.RegularExpressions;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Api.Sessions;
using Warren.Sandboxes;

namespace Warren.Sessions;

/// <summary>What may be asked for of sessions, agents and messages; everything that is wrong is reported at once.</summary>
internal sealed partial class SessionRules(SandboxService sandboxes, SessionServiceOptions options)
{
    /// <summary>Most letters of a text that somebody writes for an agent to read.</summary>
    public const int MaxContent = 262_144;

    private const int MaxPrompt = 65_536, MaxAgents = 16, MaxSecrets = 64, MaxSetup = 32;

    /// <summary>A session as it is asked for, with every default filled in; its agents are still what the caller called them.</summary>
    /// <exception cref="WarrenException">Something in it is wrong.</exception>
    public Session Complete(SessionSpec spec, string creator, DateTimeOffset now)
    {
        var session = new Session
        {
            Id = SandboxId.New(),
            Name = spec.Name,
            Workspace = spec.Workspace ?? SessionServiceOptions.DefaultWorkspace,
            State = SessionState.Init,
            StartingPrompt = spec.StartingPrompt,
            AgentIds = spec.AgentIds ?? [],
            IdleTimeoutSeconds = spec.IdleTimeoutSeconds ?? options.DefaultIdleTimeoutSeconds,
            Labels = spec.Labels ?? new Dictionary<string, string>(),
            Image = spec.Image ?? options.DefaultImage,
            Cpu = spec.Cpu ?? options.DefaultCpu,
            Memory = spec.Memory ?? options.DefaultMemory,
            Disk = spec.Disk ?? options.DefaultDisk,
            Network = spec.Network ?? NetworkPolicy.None,
            Secrets = spec.Secrets ?? [],
            Setup = spec.Setup ?? [],
            SetupStatus = spec.Setup is { Count: > 0 } ? SetupStatus.Pending : SetupStatus.Completed,
            CreatedBy = creator,
            CreatedAt = now,
            LastActivityAt = now,
            Version = 1,
        };
        Check(session);
        return session;
    }

    /// <summary>Checks a session as it would be.</summary>
    /// <exception cref="WarrenException">Something in it is wrong.</exception>
    public void Check(Session session)
    {
        var errors = new Dictionary<string, string[]>();
        CheckName(session.Name, "name", errors);
        CheckName(session.Workspace, "workspace", errors);
        if (session.StartingPrompt?.Length > MaxPrompt)
            errors["startingPrompt"] = [$"must have at most {MaxPrompt} letters"];
        if (!(session.IdleTimeoutSeconds is >= 1 and <= 31_536_000))
            errors["idleTimeoutSeconds"] = ["must be from 1 to 31536000 (a year)"];
        CheckCount(session.AgentIds.Count, MaxAgents, "agentIds", errors);
        CheckCount(session.Secrets.Count, MaxSecrets, "secrets", errors);
        CheckCount(session.Setup.Count, MaxSetup, "setup", errors);
        for (var index = 0; index < session.Secrets.Count; index++)
            if (!SecretName().IsMatch(session.Secrets[index]))
                errors[$"secrets[{index}]"] = [SecretNameRule];
        try
        {
            sandboxes.Check(ToSandbox(session));
        }
        catch (WarrenException failure) when (failure.Errors.Count > 0)
        {
            foreach (var (field, messages) in failure.Errors)
                errors.TryAdd(field, messages);
            if (errors.Count == failure.Errors.Count)
                throw new WarrenException(errors, failure.Code);
        }
        Throw(errors);
    }

    /// <summary>The sandbox that a session wants.</summary>
    public static SandboxSpec ToSandbox(Session session) => new()
    {
        Image = session.Image,
        Cpu = session.Cpu,
        Memory = session.Memory,
        Disk = session.Disk,
        Network = session.Network,
        Labels = session.Labels,
        Workdir = SessionServiceOptions.VolumeTarget,
    };

    /// <summary>Checks an agent as it would be.</summary>
    /// <exception cref="WarrenException">Something in it is wrong.</exception>
    public static void Check(Agent agent)
    {
        var errors = new Dictionary<string, string[]>();
        CheckName(agent.Name, "name", errors);
        CheckName(agent.Workspace, "workspace", errors);
        foreach (var (field, text) in new[] { ("description", agent.Description), ("instructions", agent.Instructions), ("model", agent.Model) })
            if (text?.Length > MaxContent)
                errors[field] = [$"must have at most {MaxContent} letters"];
        Throw(errors);
    }

    /// <summary>Checks a message.</summary>
    /// <exception cref="WarrenException">Something in it is wrong.</exception>
    public static void Check(MessageRequest request)
    {
        var errors = new Dictionary<string, string[]>();
        var role = request.Role ?? MessageRole.User;
        if (request.Content.Length is 0 or > MaxContent)
            errors["content"] = [$"must have 1 to {MaxContent} letters"];
        if (role == MessageRole.Agent && request.AgentId is null)
            errors["agentId"] = ["a message of the role AGENT says which agent it is of"];
        if (role != MessageRole.Agent && request.AgentId is not null)
            errors["agentId"] = ["only a message of the role AGENT is of an agent"];
        Throw(errors);
    }

    /// <summary>Checks a secret.</summary>
    /// <exception cref="WarrenException">Something in it is wrong; the message does not hold its value.</exception>
    public static void Check(SecretSpec secret)
    {
        var errors = new Dictionary<string, string[]>();
        if (!SecretName().IsMatch(secret.Name))
            errors["name"] = [SecretNameRule];
        CheckSecretValue(secret.Value, errors);
        if (secret.Workspace is not null)
            CheckName(secret.Workspace, "workspace", errors);
        Throw(errors);
    }

    /// <summary>Checks the value of a secret.</summary>
    /// <exception cref="WarrenException">It is wrong; the message does not hold it.</exception>
    public static void CheckSecretValue(string value)
    {
        var errors = new Dictionary<string, string[]>();
        CheckSecretValue(value, errors);
        Throw(errors);
    }

    private static void CheckSecretValue(string value, Dictionary<string, string[]> errors)
    {
        if (value.Length is 0 or > 32_768 || value.Contains('\0', StringComparison.Ordinal))
            errors["value"] = ["must have 1 to 32768 letters, none of them null"];
    }

    private const string SecretNameRule = "must be 1 to 128 letters, digits or '_', and not begin with a digit";

    private static void CheckName(string name, string field, Dictionary<string, string[]> errors)
    {
        if (!Name().IsMatch(name))
            errors[field] = ["must be 1 to 63 letters, digits, '_', '.' or '-', and start with a letter or digit"];
        else if (field == "name" && SandboxId.IsValid(name))
            errors[field] = ["has the form of an id (16 lower-case letters and digits), which would make it ambiguous"];
    }

    private static void CheckCount(int count, int most, string field, Dictionary<string, string[]> errors)
    {
        if (count > most)
            errors[field] = [$"must have at most {most} entries"];
    }

    private static void Throw(Dictionary<string, string[]> errors)
    {
        if (errors.Count > 0)
            throw new WarrenException(errors);
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,127}\z")]
    private static partial Regex SecretName();
}
