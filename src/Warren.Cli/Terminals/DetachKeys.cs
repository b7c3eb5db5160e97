using Warren.Api;

namespace Warren.Cli.Terminals;

/// <summary>The keys that leave a terminal without ending it, as docker(1) has them: <c>ctrl-p,ctrl-q</c>.</summary>
internal sealed class DetachKeys
{
    private readonly byte[] _keys;
    private int _pressed;

    private DetachKeys(byte[] keys) => _keys = keys;

    /// <summary>Reads them: letters and <c>ctrl-LETTER</c>, parted by commas; nothing for none.</summary>
    /// <exception cref="WarrenException">Something else was given.</exception>
    public static DetachKeys Parse(string text) => new([.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ParseKey)]);

    /// <summary>Takes what was typed; what may still become the keys is held back.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="pass">What of it is for the program.</param>
    /// <returns>Whether all keys were pressed, one behind the other.</returns>
    public bool Take(ReadOnlySpan<byte> typed, List<byte> pass)
    {
        foreach (var key in typed)
        {
            if (_keys.Length > 0 && key == _keys[_pressed])
            {
                if (++_pressed == _keys.Length)
                    return true;
                continue;
            }
            pass.AddRange(_keys.AsSpan(0, _pressed));
            _pressed = _keys.Length > 0 && key == _keys[0] ? 1 : 0;
            if (_pressed == 0)
                pass.Add(key);
        }
        return false;
    }

    private static byte ParseKey(string text) => text switch
    {
        [var letter] when letter is > ' ' and <= '~' => (byte)letter,
        ['c', 't', 'r', 'l', '-', var letter] when char.ToUpperInvariant(letter) is >= '@' and <= '_' => (byte)(char.ToUpperInvariant(letter) & 0x1f),
        _ => throw new WarrenException(ErrorCode.InvalidRequest, $"'{text}' is no key to detach with; write letters or ctrl-LETTER, such as ctrl-p,ctrl-q."),
    };
}
