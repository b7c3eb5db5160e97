using System.Globalization;
using System.Text.RegularExpressions;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Entrypoints;

namespace Warren.Sandboxes;

/// <summary>Fills in a spec's defaults and refuses, with everything that is wrong at once, what cannot be carried out.</summary>
internal sealed partial class SpecValidator(SandboxServiceOptions options, IReadOnlyDictionary<string, ISandboxDriver> drivers)
{
    private const double LeastCpu = 0.1;
    private const long MiB = 1L << 20, LeastMemory = 16 * MiB, LeastDisk = 16 * MiB, DiskUnit = 4096;
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
        errors.Range("cpu", complete.Cpu.Value, LeastCpu, options.MaxCpu, "cores");
        errors.Range("memory", complete.Memory.Value, LeastMemory, options.MaxMemory, "bytes");
        errors.Range("disk", complete.Disk.Value, LeastDisk, options.MaxDisk, "bytes");
        errors.Range("pids", complete.Pids.Value, 8, options.MaxPids, "processes");
        if (spec.Workdir is not null && !IsPath(spec.Workdir))
            errors.Add("workdir", "must be an absolute path without '..' and without null characters");
        if (spec.User is not null && (spec.User.Length is 0 or > 64 || spec.User.Any(char.IsControl)))
            errors.Add("user", "must be a user name of the image, or uid[:gid]");
        CheckEnvironment(errors, "env", complete.Env);
        CheckLabels(errors, complete.Labels);
        CheckPorts(errors, complete.Ports);
        MountRules.Check(complete.Mounts, drivers.GetValueOrDefault(complete.Driver), errors.Add, errors.Missing);
        complete = CheckDriver(errors, complete);
        errors.ThrowIfAny();
        return complete with { Disk = complete.Disk!.Value / DiskUnit * DiskUnit };
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
        if (!drivers.TryGetValue(spec.Driver!, out var driver))
        {
            errors.Add("driver", $"there is no driver '{spec.Driver}'; there is {string.Join(", ", drivers.Keys)}");
            return spec;
        }
        var can = driver.Capabilities;
        var runtime = spec.Runtime ?? (can.Runtimes is [var first, ..] ? first : null);
        if (runtime is null)
            errors.Missing("runtime", $"the driver '{driver.Name}' finds no runtime on this host; `warren doctor` says what to install");
        else if (!can.Runtimes.Contains(runtime))
            errors.Missing("runtime", $"the driver '{driver.Name}' cannot run '{runtime}' on this host; it can run {string.Join(", ", can.Runtimes)}");
        if (!can.Networks.Contains(spec.Network!.Mode))
            errors.Missing("network", $"the driver '{driver.Name}' cannot enforce the policy '{spec.Network.Mode}'; it can enforce {string.Join(", ", can.Networks)}");
        foreach (var limit in (string[])["cpu", "memory", "disk", "pids"])
            if (!can.Limits.Contains(limit))
                errors.Missing(limit, $"the driver '{driver.Name}' cannot enforce this limit on this host");
        return spec with { Runtime = runtime };
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
            if (key.StartsWith("warren.", StringComparison.Ordinal))
                errors.Add($"labels.{key}", "keys that start with 'warren.' are the server's own");
            if (value is null || value.Length > 256)
                errors.Add($"labels.{key}", "a value must be text of at most 256 characters");
        }
    }

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

    // Collects what is wrong; what the host lacks has another code than what the caller got wrong.
    private sealed class FieldErrors
    {
        private readonly Dictionary<string, List<string>> _errors = [];
        private bool _onlyMissing = true;

        public void Add(string field, string message) => Add(field, message, missing: false);

        public void Missing(string field, string message) => Add(field, message, missing: true);

        public void Range(string field, double value, double least, double most, string unit)
        {
            if (!(value >= least && value <= most))
                Add(field, string.Create(CultureInfo.InvariantCulture, $"must be from {least} to {most} {unit}, not {value}"));
        }

        public void ThrowIfAny()
        {
            if (_errors.Count == 0)
                return;
            throw new WarrenException(_errors.ToDictionary(field => field.Key, field => field.Value.ToArray()),
                _onlyMissing ? ErrorCode.CapabilityMissing : ErrorCode.InvalidRequest);
        }

        private void Add(string field, string message, bool missing)
        {
            _onlyMissing &= missing;
            if (!_errors.TryGetValue(field, out var messages))
                _errors[field] = messages = [];
            messages.Add(message);
        }
    }
}
