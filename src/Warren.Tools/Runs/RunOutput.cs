using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Warren.Api;
using Warren.Tools.Artifacts;

namespace Warren.Tools.Runs;

/// <summary>Writes the two outputs of a run into its folder, each byte at its own offset, as far as its budget goes.</summary>
internal sealed class RunOutput(RunFolder folder, RunBudget budget) : IDisposable
{
    private readonly SafeFileHandle?[] _files = new SafeFileHandle?[2];
    private readonly long[] _ends = new long[2];
    private readonly bool[] _isCut = new bool[2];

    /// <summary>Writes what came next.</summary>
    /// <returns>What there is now.</returns>
    /// <exception cref="WarrenException">EngineUnavailable: the disk of the artifacts is full or fails.</exception>
    public ToolEvent.Output Write(bool isError, long offset, ReadOnlySpan<byte> data)
    {
        var stream = isError ? 1 : 0;
        if (_isCut[stream])
            return new(isError, _ends[stream]);
        var room = (int)budget.TakeBytes(data.Length);
        try
        {
            RandomAccess.Write(_files[stream] ??= RunFolder.Open(folder.Stream(isError)), data[..room], offset);
        }
        catch (IOException failure)
        {
            throw new WarrenException(ErrorCode.EngineUnavailable, "What the run writes could not be kept: the disk of the artifacts is full or fails.", failure);
        }
        _ends[stream] = offset + room;
        if (room < data.Length)
        {
            _isCut[stream] = true;
            budget.Note(Name(isError), string.Create(CultureInfo.InvariantCulture, $"It was cut after {offset + room} bytes: more is not kept of a run."));
        }
        return new(isError, _ends[stream]);
    }

    /// <summary>Notes that something is missing; in the file there are null bytes in its place.</summary>
    public void Skip(bool isError, long bytes) =>
        budget.Note(Name(isError), string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes of it were lost; null bytes stand for them."));

    /// <summary>Writes a line of the server's own behind what the program wrote.</summary>
    public ToolEvent.Output Append(bool isError, string line)
    {
        var offset = folder.StreamLength(isError);
        return Write(isError, offset, Encoding.UTF8.GetBytes(offset == 0 ? $"{line}\n" : $"\n{line}\n"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files)
            file?.Dispose();
    }

    private static string Name(bool isError) => isError ? "stderr" : "stdout";
}
