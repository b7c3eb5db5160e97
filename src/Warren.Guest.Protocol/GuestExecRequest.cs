using System.Text.Json.Serialization;

namespace Warren.Guest.Protocol;

/// <summary>
/// Asks the guest to start a program. On the wire: the length of the JSON as four bytes, little endian, the JSON,
/// then the bytes of <see cref="Stdin"/> up to the end of the request's body.
/// </summary>
public sealed record GuestExecRequest
{
    /// <summary>Id that the server chose; see <see cref="GuestProtocol.IsExecId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>The argument vector; the first is looked up in PATH where it holds no slash.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The environment. PATH, HOME, USER and LANG are filled in where they are missing.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>Absolute path of the folder to start in; default <c>/workspace</c>.</summary>
    public string? Workdir { get; init; }

    /// <summary><c>agent</c> (the default), <c>root</c>, another name of the image, or <c>uid[:gid]</c>.</summary>
    public string? User { get; init; }

    /// <summary>Seconds after which the whole tree is killed; null for never.</summary>
    public double? TimeoutSeconds { get; init; }

    /// <summary>Whether bytes of standard input follow; it then ends unless <see cref="OpenStdin"/>.</summary>
    public bool HasStdin { get; init; }

    /// <summary>Whether standard input stays open for stdin calls.</summary>
    public bool OpenStdin { get; init; }

    /// <summary>
    /// Gives the program a terminal of this size instead of pipes: everything that it writes is standard output, its
    /// input stays open, and the end of a stdin call sends the terminal's end-of-file character.
    /// </summary>
    public GuestTerminal? Terminal { get; init; }

    /// <summary>The cell to run in; null for the sandbox itself. A cell has no terminals.</summary>
    public string? Cell { get; init; }

    /// <summary>A cell that is made for the program, which runs in it. Only in the foreground.</summary>
    public GuestCellRequest? NewCell { get; init; }

    /// <summary>The bytes of the new cell's files.</summary>
    [JsonIgnore]
    public IReadOnlyList<ReadOnlyMemory<byte>> CellFiles { get; init; } = [];

    /// <summary>The first bytes of standard input. With none of them and not <see cref="OpenStdin"/> it is <c>/dev/null</c>.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Stdin { get; init; }
}
