using System.Globalization;
using Warren.Guest.Protocol;

namespace Warren.Guest;

/// <summary>What the guest was started with.</summary>
internal sealed record GuestOptions
{
    public const string Usage =
        "usage: guest (--listen-fd N | --listen-name NAME | --dial SOCKET --secret-file FILE) [--user ID] [--seccomp FILE] [--cells N]";

    /// <summary>Option by which a sandbox is to hold cells.</summary>
    public const string CellsOption = "--cells";

    /// <summary>Option by which the guest is told of the keepers that it has started; nobody else gives it.</summary>
    public const string CellSocketsOption = "--cell-sockets";

    /// <summary>Descriptor of the listening socket.</summary>
    public int? ListenDescriptor { get; init; }

    /// <summary>Name of an abstract socket to listen on instead.</summary>
    public string? ListenName { get; init; }

    /// <summary>User and group to become first, keeping the capabilities; null to stay who it is.</summary>
    public int? User { get; init; }

    /// <summary>Socket to connect to instead.</summary>
    public string? DialPath { get; init; }

    /// <summary>File with the secret that is sent first.</summary>
    public string? SecretFile { get; init; }

    /// <summary>File with the filter of user code.</summary>
    public string? SeccompFile { get; init; }

    /// <summary>How many cells there may be at once.</summary>
    public int Cells { get; init; }

    /// <summary>The sockets of the slots' keepers, by number of the slot, once they were started.</summary>
    public IReadOnlyList<int> CellSockets { get; init; } = [];

    /// <summary>Reads the arguments; <see langword="null"/> where they are not as <see cref="Usage"/> says.</summary>
    public static GuestOptions? Parse(IReadOnlyList<string> arguments)
    {
        var options = new GuestOptions();
        if (arguments.Count % 2 != 0)
            return null;
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = arguments[i + 1];
            var next = arguments[i] switch
            {
                "--listen-fd" when int.TryParse(value, CultureInfo.InvariantCulture, out var fd) && fd > 2 =>
                    options with { ListenDescriptor = fd },
                "--listen-name" => options with { ListenName = value },
                "--user" when int.TryParse(value, CultureInfo.InvariantCulture, out var id) && id > 0 => options with { User = id },
                "--dial" => options with { DialPath = value },
                "--secret-file" => options with { SecretFile = value },
                "--seccomp" => options with { SeccompFile = value },
                CellsOption when int.TryParse(value, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= GuestProtocol.MaxCells =>
                    options with { Cells = count },
                CellSocketsOption => options with { CellSockets = [.. value.Split(',').Select(fd => int.Parse(fd, CultureInfo.InvariantCulture))] },
                _ => null,
            };
            if (next is null)
                return null;
            options = next;
        }
        return options.IsComplete ? options : null;
    }

    private bool IsComplete => (ListenDescriptor, ListenName, DialPath, SecretFile) is
        (not null, null, null, null) or (null, not null, null, null) or (null, null, not null, not null);

    /// <summary>Reads the secret.</summary>
    public string ReadSecret()
    {
        var secret = File.ReadAllText(SecretFile!).Trim();
        return secret.Length == GuestProtocol.SecretLength && secret.All(char.IsAsciiLetterOrDigit)
            ? secret
            : throw new InvalidDataException($"the secret must be {GuestProtocol.SecretLength} letters and digits");
    }

    /// <summary>Reads the filter; <see langword="null"/> where none was given.</summary>
    public ReadOnlyMemory<byte>? ReadFilter()
    {
        if (SeccompFile is null)
            return null;
        var filter = File.ReadAllBytes(SeccompFile);
        return filter.Length > 0 && filter.Length % 8 == 0
            ? filter
            : throw new InvalidDataException("the seccomp filter must be an array of 8-byte instructions");
    }
}
