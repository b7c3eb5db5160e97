using System.CommandLine;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Cli.Output;

namespace Warren.Cli.Commands;

/// <summary>The options that describe a sandbox.</summary>
/// <param name="forChange">Whether a sandbox is there already: what cannot be changed is left out, and so are defaults.</param>
internal sealed class SpecOptions(bool forChange = false)
{
    private readonly Option<string?> _image = new("--image") { Description = "Image to run from; default the server's", HelpName = "REFERENCE", CompletionSources = { "warren/worker" } };
    private readonly Option<double?> _cpu = new("--cpu") { Description = "Processor cores, fractional; default 1", HelpName = "CORES", CustomParser = Parsers.Number };
    private readonly Option<string?> _memory = new("--memory", "-m") { Description = "Memory, such as 512m or 2g; default 512m", HelpName = "SIZE" };
    private readonly Option<string?> _disk = new("--disk") { Description = "Writable disk space; default 1g", HelpName = "SIZE" };
    private readonly Option<int?> _pids = new("--pids") { Description = "Processes and threads, at least 32; default 512", HelpName = "COUNT", CustomParser = Parsers.Count };
    private readonly Option<string?> _network = new("--network") { Description = "none or allow_all; default none", HelpName = "POLICY", CompletionSources = { "none", "allow_all" } };
    private readonly Option<string?> _runtime = new("--runtime") { Description = "Runtime of the driver, such as runc", HelpName = "NAME", CompletionSources = { "runc", "crun", "runsc" } };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] limits = [_cpu, _memory, _disk, _pids, _network];
        foreach (var option in forChange ? limits : [_image, .. limits, _runtime])
        {
            // What is not given stays as it is.
            option.Description = forChange ? option.Description!.Split("; default")[0] : option.Description;
            command.Options.Add(option);
        }
    }

    /// <summary>What was given.</summary>
    public SandboxSpec Read(ParseResult parsed) => new()
    {
        Image = forChange ? null : parsed.GetValue(_image),
        Cpu = parsed.GetValue(_cpu),
        Memory = parsed.GetValue(_memory) is { } memory ? Sizes.Parse(memory) : null,
        Disk = parsed.GetValue(_disk) is { } disk ? Sizes.Parse(disk) : null,
        Pids = parsed.GetValue(_pids),
        Network = parsed.GetValue(_network) is { } network ? ParseNetwork(network) : null,
        Runtime = forChange ? null : parsed.GetValue(_runtime),
    };

    /// <summary>Reads a network policy.</summary>
    /// <exception cref="WarrenException">It is none.</exception>
    public static NetworkPolicy ParseNetwork(string text) => NetworkPolicy.TryParse(text)
        ?? throw new WarrenException(ErrorCode.InvalidRequest, $"'{text}' is no network policy; give none or allow_all.");
}
