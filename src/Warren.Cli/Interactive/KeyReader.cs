using System.Text;

namespace Warren.Cli.Interactive;

/// <summary>
/// Reads keys as terminals send them: UTF-8, control characters, and the sequences of xterm and its relatives
/// (invisible-island.net/xterm/ctlseqs).
/// </summary>
/// <param name="input">What the terminal sends.</param>
/// <param name="hasMore">Whether more comes within so many milliseconds: tells the key Escape from the start of a sequence.</param>
internal sealed class KeyReader(Stream input, Func<int, bool> hasMore)
{
    private const byte Escape = 0x1b;
    private const int SequenceWait = 50;
    private readonly byte[] _buffer = new byte[1024];
    private int _at, _count;
    private bool _ended;

    /// <summary>Reads the next key.</summary>
    public async ValueTask<Key> ReadAsync(CancellationToken cancellationToken)
    {
        if (await ReadByteAsync(cancellationToken) is not { } first)
            return new(KeyKind.End);
        if (first == Escape)
            return new(await ReadSequenceAsync(cancellationToken));
        return first < 0x20 || first == 0x7f ? new(Control(first)) : await ReadLetterAsync(first, cancellationToken);
    }

    private static KeyKind Control(byte code) => code switch
    {
        (byte)'\r' or (byte)'\n' => KeyKind.Enter,
        (byte)'\t' => KeyKind.Tab,
        0x7f or 0x08 => KeyKind.Backspace,
        1 => KeyKind.Start, // Ctrl+A, and so on by the alphabet, as in emacs and readline(3)
        2 => KeyKind.Left,
        3 => KeyKind.Interrupt,
        4 => KeyKind.End,
        5 => KeyKind.Finish,
        6 => KeyKind.Right,
        11 => KeyKind.KillToEnd,
        12 => KeyKind.Clear,
        14 => KeyKind.Down,
        16 => KeyKind.Up,
        21 => KeyKind.KillToStart,
        23 => KeyKind.KillWord,
        _ => KeyKind.Other,
    };

    private async ValueTask<KeyKind> ReadSequenceAsync(CancellationToken cancellationToken)
    {
        if (_at == _count && !hasMore(SequenceWait))
            return KeyKind.Other; // The key Escape itself.
        var second = await ReadByteAsync(cancellationToken);
        if (second is not ((byte)'[' or (byte)'O'))
            return second switch
            {
                (byte)'b' => KeyKind.WordLeft, // Alt and a letter
                (byte)'f' => KeyKind.WordRight,
                0x7f => KeyKind.KillWord,
                _ => KeyKind.Other,
            };
        var parameters = new StringBuilder();
        while (await ReadByteAsync(cancellationToken) is { } code)
        {
            if (code is >= 0x40 and <= 0x7e)
                return Sequence((char)code, parameters.ToString());
            parameters.Append((char)code);
        }
        return KeyKind.End;
    }

    // A second parameter says which of Shift, Alt and Ctrl are held: 3 is Alt, 5 is Ctrl.
    private static KeyKind Sequence(char last, string parameters) => (last, parameters) switch
    {
        ('A', _) => KeyKind.Up,
        ('B', _) => KeyKind.Down,
        ('C', "1;5" or "1;3" or "5") => KeyKind.WordRight,
        ('D', "1;5" or "1;3" or "5") => KeyKind.WordLeft,
        ('C', _) => KeyKind.Right,
        ('D', _) => KeyKind.Left,
        ('H', _) or ('~', "1" or "7") => KeyKind.Start,
        ('F', _) or ('~', "4" or "8") => KeyKind.Finish,
        ('~', "3") => KeyKind.Delete,
        _ => KeyKind.Other,
    };

    private async ValueTask<Key> ReadLetterAsync(byte first, CancellationToken cancellationToken)
    {
        var bytes = new byte[4];
        bytes[0] = first;
        var length = first switch { < 0x80 => 1, >= 0xf0 and < 0xf8 => 4, >= 0xe0 and < 0xf0 => 3, >= 0xc2 and < 0xe0 => 2, _ => 0 };
        for (var at = 1; at < length; at++)
            bytes[at] = await ReadByteAsync(cancellationToken) ?? 0;
        return length > 0 && Rune.DecodeFromUtf8(bytes.AsSpan(0, length), out var letter, out _) == System.Buffers.OperationStatus.Done && !Rune.IsControl(letter)
            ? new(KeyKind.Letter, letter)
            : new(KeyKind.Other);
    }

    private async ValueTask<byte?> ReadByteAsync(CancellationToken cancellationToken)
    {
        if (_at == _count && !_ended)
        {
            (_at, _count) = (0, await input.ReadAsync(_buffer, cancellationToken));
            _ended = _count == 0;
        }
        return _ended ? null : _buffer[_at++];
    }
}
