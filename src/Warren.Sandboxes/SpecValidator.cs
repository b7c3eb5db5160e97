using System.Globalization;
using System.Text.RegularExpressions;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Entrypoints;

namespace Warren.Sandboxes;

/// <summary>Fills in a spec's defaults and refuses, with everything that is wrong at once, what cannot be carried out.</summary>
internal sealed partial class SpecValidator(SandboxServiceOptions options, SandboxDrivers drivers)
{
    private const double LeastCpu = 0.1;
    private const long MiB = 1L << 20, LeastMemory = 16 * MiB, LeastDisk = 16 * MiB, DiskUnit = 4096;

    // The guest has some twenty threads, all from its start on; with fewer it could not answer.
    private const int LeastPids = 32;
    private const int MaxEntries = 256, MaxText = 32 * 1024;

    /// <summary>The spec with every default filled in.</summary>
    /// <exception cref="WarrenException">Something in it is wrong, or more than the driver can do or enforce.</exception>
    public SandboxSpec Complete(SandboxSpec spec)
    {
        var errors = new FieldErrors();
        if (spec.Name is not null && !Name().IsMatch(spec.Name))
            errors.Add("name", "must be 1 to 63 letters, digits, '_', '.' or '-', and start with a letter or digit");
        if (spec.Name is not null && SandboxId.IsValid(spec.Name))
            errors.Add("name", "has the form of an id (16 lower-case letters and digits), which would make it ambiguous");
        var complete = spec with
        {
            Image = spec.Image ?? options.DefaultImage,
            Driver = spec.Driver ?? options.DefaultDriver,
            Cpu = spec.Cpu ?? Math.Min(1, options.MaxCpu),
            Memory = spec.Memory ?? 512 * MiB,
            Disk = spec.Disk ?? 1024 * MiB,
            Pids = spec.Pids ?? 512,
            Network = spec.Network ?? NetworkPolicy.None,
            Workdir = spec.Workdir ?? "/workspace",
            User = spec.User ?? "agent",
            Env = spec.Env ?? new Dictionary<string, string>(),
            Mounts = spec.Mounts ?? [],
            Entrypoint = spec.Entrypoint is null ? null : EntrypointRules.Complete(spec.Entrypoint, errors.Add),
            Labels = spec.Labels ?? new Dictionary<string, string>(),
            Ports = spec.Ports ?? [],
        };
        CheckLimits(errors, complete);
        if (spec.Workdir is not null && !IsPath(spec.Workdir))
            errors.Add("workdir", "must be an absolute path without '..' and without null characters");
        if (spec.User is not null && (spec.User.Length is 0 or > 64 || spec.User.Any(char.IsControl)))
            errors.Add("user", "must be a user name of the image, or uid[:gid]");
        CheckEnvironment(errors, "env", complete.Env);
        CheckLabels(errors, complete.Labels);
        CheckPorts(errors, complete.Ports);
        MountRules.Check(complete.Mounts, drivers.Find(complete.Driver!), errors.Add, errors.Missing);
        complete = CheckDriver(errors, complete);
        CheckLifetime(errors, spec.Lifetime, drivers.Find(complete.Driver!));
        errors.ThrowIfAny();
        return complete with { Disk = complete.Disk!.Value / DiskUnit * DiskUnit };
    }

    /// <summary>The spec of a sandbox with a change carried out.</summary>
    /// <param name="spec">The spec as it is.</param>
    /// <param name="patch">The change.</param>
    /// <param name="driver">The driver that realises the sandbox.</param>
    /// <param name="isLive">Whether its processes exist.</param>
    /// <exception cref="WarrenException">Something in it is wrong, or more than the driver can do or enforce.</exception>
    public SandboxSpec Patch(SandboxSpec spec, SandboxPatch patch, ISandboxDriver driver, bool isLive)
    {
        var errors = new FieldErrors();
        var next = spec with
        {
            Cpu = patch.Cpu ?? spec.Cpu,
            Memory = patch.Memory ?? spec.Memory,
            Disk = patch.Disk ?? spec.Disk,
            Pids = patch.Pids ?? spec.Pids,
            Network = patch.Network ?? spec.Network,
            Lifetime = patch.Lifetime ?? spec.Lifetime,
            Labels = patch.Labels is null ? spec.Labels : patch.Labels.Concat(spec.Labels!.Where(label => IsOwn(label.Key))).DistinctBy(label => label.Key).ToDictionary(),
        };
        CheckLimits(errors, next);
        CheckLabels(errors, patch.Labels ?? new Dictionary<string, string>());
        CheckLifetime(errors, patch.Lifetime, driver);
        next = next with { Disk = next.Disk!.Value / DiskUnit * DiskUnit };
        CheckResize(errors, "cpu", next.Cpu != spec.Cpu, driver, isLive);
        CheckResize(errors, "memory", next.Memory != spec.Memory, driver, isLive);
        CheckResize(errors, "disk", next.Disk != spec.Disk, driver, isLive);
        CheckResize(errors, "pids", next.Pids != spec.Pids, driver, isLive);
        if (!driver.Capabilities.Networks.Contains(next.Network!.Mode))
            errors.Missing("network", NotEnforced(driver, next.Network));
        else
            CheckResize(errors, "network", !IsSame(spec.Network!, next.Network), driver, isLive);
        errors.ThrowIfAny();
        return next;
    }

    /// <summary>Whether a driver has nothing to do to get from one policy to the other.</summary>
    public static bool IsSame(NetworkPolicy one, NetworkPolicy other) =>
        one.Mode == other.Mode && one.Allow.SequenceEqual(other.Allow) && one.Deny.SequenceEqual(other.Deny);

    /// <summary>Checks a time-out that is given apart from a lifetime.</summary>
    public static void CheckTimeout(double? seconds)
    {
        var errors = new FieldErrors();
        CheckSeconds(errors, "timeoutSeconds", seconds);
        errors.ThrowIfAny();
    }

    /// <summary>Checks what an exec asks for beyond its command.</summary>
    public static void Check(ExecRequest request)
    {
        var errors = new FieldErrors();
        if (request.Command is not { Arguments: [{ Length: > 0 }, ..] })
            errors.Add("command", "must be a non-empty string or a non-empty array of strings");
        else if (request.Command.Arguments.Any(argument => argument.Contains('\0', StringComparison.Ordinal)))
            errors.Add("command", "must not contain null characters");
        if (request.Workdir is not null && !IsPath(request.Workdir))
            errors.Add("workdir", "must be an absolute path without '..' and without null characters");
        if (request.TimeoutSeconds is { } timeout && !(timeout is > 0 and <= 31_536_000))
            errors.Add("timeoutSeconds", "must be more than 0 and at most 31536000 (a year)");
        if (request.Background && request.Stream)
            errors.Add("stream", "a background exec answers at once; attach to its output to stream it");
        CheckEnvironment(errors, "env", request.Env ?? new Dictionary<string, string>());
        errors.ThrowIfAny();
    }

    private SandboxSpec CheckDriver(FieldErrors errors, SandboxSpec spec)
    {
        if (drivers.Find(spec.Driver!) is not { } driver)
        {
            errors.Add("driver", $"there is no driver '{spec.Driver}'; there is {string.Join(", ", drivers.Names)}");
            return spec;
        }
        var can = driver.Capabilities;
        var runtime = spec.Runtime ?? (can.Runtimes is [var first, ..] ? first : null);
        if (runtime is null)
            errors.Missing("runtime", $"the driver '{driver.Name}' finds no runtime on this host; `warren doctor` says what to install");
        else if (!can.Runtimes.Contains(runtime))
            errors.Missing("runtime", $"the driver '{driver.Name}' cannot run '{runtime}' on this host; it can run {string.Join(", ", can.Runtimes)}");
        if (!can.Networks.Contains(spec.Network!.Mode))
            errors.Missing("network", NotEnforced(driver, spec.Network));
        foreach (var limit in (string[])["cpu", "memory", "disk", "pids"])
            if (!can.Limits.Contains(limit))
                errors.Missing(limit, $"the driver '{driver.Name}' cannot enforce this limit on this host");
        return spec with { Runtime = runtime };
    }

    private static string NotEnforced(ISandboxDriver driver, NetworkPolicy policy) =>
        $"the driver '{driver.Name}' cannot enforce the policy '{policy.Mode}'; it can enforce {string.Join(", ", driver.Capabilities.Networks)}";

    private static void CheckResize(FieldErrors errors, string field, bool isChanged, ISandboxDriver driver, bool isLive)
    {
        if (!isChanged)
            return;
        if (driver is not IResizableDriver resizable)
            errors.Missing(field, $"the driver '{driver.Name}' cannot change this of a sandbox that exists; make a new one");
        else if (isLive && !resizable.LiveLimits.Contains(field))
            errors.Missing(field, $"the driver '{driver.Name}' cannot change this while the sandbox runs or is paused; stop it first");
    }

    private void CheckLimits(FieldErrors errors, SandboxSpec spec)
    {
        errors.Range("cpu", spec.Cpu!.Value, LeastCpu, options.MaxCpu, "cores");
        errors.Range("memory", spec.Memory!.Value, LeastMemory, options.MaxMemory);
        errors.Range("disk", spec.Disk!.Value, LeastDisk, options.MaxDisk);
        errors.Range("pids", spec.Pids!.Value, LeastPids, options.MaxPids, "processes");
    }

    private static void CheckLifetime(FieldErrors errors, SandboxLifetime? lifetime, ISandboxDriver? driver)
    {
        if (lifetime is null)
            return;
        CheckSeconds(errors, "lifetime.timeoutSeconds", lifetime.TimeoutSeconds);
        CheckSeconds(errors, "lifetime.idleTimeoutSeconds", lifetime.IdleTimeoutSeconds);
        if (lifetime is { OnTimeout: not null, TimeoutSeconds: null, IdleTimeoutSeconds: null })
            errors.Add("lifetime.onTimeout", "there is no time-out for it; give timeoutSeconds or idleTimeoutSeconds too");
        if (lifetime.OnTimeout == TimeoutAction.Pause && driver is not (null or IPausableDriver))
            errors.Missing("lifetime.onTimeout", $"the driver '{driver.Name}' cannot pause sandboxes; choose stop or destroy");
    }

    private static void CheckSeconds(FieldErrors errors, string field, double? seconds)
    {
        if (seconds is { } given)
            errors.Range(field, given, 1, 31_536_000, "seconds (a year)");
    }

    private static void CheckEnvironment(FieldErrors errors, string field, IReadOnlyDictionary<string, string> environment)
    {
        if (environment.Count > MaxEntries)
            errors.Add(field, $"must have at most {MaxEntries} entries");
        foreach (var (name, value) in environment)
        {
            if (!VariableName().IsMatch(name))
                errors.Add($"{field}.{name}", "a variable's name must be 1 to 256 characters without '=' and null characters");
            if (value is null || value.Length > MaxText || value.Contains('\0', StringComparison.Ordinal))
                errors.Add($"{field}.{name}", $"a variable's value must be text of at most {MaxText} characters without null characters");
        }
    }

    private static void CheckLabels(FieldErrors errors, IReadOnlyDictionary<string, string> labels)
    {
        if (labels.Count > MaxEntries)
            errors.Add("labels", $"must have at most {MaxEntries} entries");
        foreach (var (key, value) in labels)
        {
            if (!LabelKey().IsMatch(key))
                errors.Add($"labels.{key}", "a key must be 1 to 63 letters, digits, '_', '.', '/' or '-', and start with a letter or digit");
            if (IsOwn(key))
                errors.Add($"labels.{key}", "keys that start with 'warren.' are the server's own");
            if (value is null || value.Length > 256)
                errors.Add($"labels.{key}", "a value must be text of at most 256 characters");
        }
    }

    private static bool IsOwn(string label) => label.StartsWith("warren.", StringComparison.Ordinal);

    private static void CheckPorts(FieldErrors errors, IReadOnlyList<NamedPort> ports)
    {
        if (ports.Count > 32)
            errors.Add("ports", "must have at most 32 entries");
        for (var index = 0; index < ports.Count; index++)
        {
            if (!PortName().IsMatch(ports[index].Name))
                errors.Add($"ports[{index}].name", "must be 1 to 15 lower-case letters, digits or '-', and start with a letter and end with a letter or digit");
            else if (ports.Take(index).Any(other => other.Name == ports[index].Name))
                errors.Add($"ports[{index}].name", "is given twice");
            errors.Range($"ports[{index}].port", ports[index].Port, 1, 65_535, "(a TCP port)");
        }
    }

    private static bool IsPath(string path) => path.StartsWith('/') && path.Length <= 4096
        && !path.Contains('\0', StringComparison.Ordinal) && !path.Split('/').Contains("..");

    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9_./-]{0,62}\z")]
    private static partial Regex LabelKey();

    [GeneratedRegex(@"\A[a-z]([a-z0-9-]{0,13}[a-z0-9])?\z")]
    private static partial Regex PortName();

    [GeneratedRegex(@"\A[^=\0]{1,256}\z")]
    private static partial Regex VariableName();
}
