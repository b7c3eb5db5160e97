using System.Runtime.InteropServices;
using System.Text;

namespace Warren.Guest.Processes;

/// <summary>A null-terminated array of C strings in one piece of unmanaged memory.</summary>
internal sealed unsafe class StringBlock : IDisposable
{
    private byte** _pointers;

    public StringBlock(IReadOnlyCollection<string> strings)
    {
        var size = (strings.Count + 1) * sizeof(byte*);
        foreach (var text in strings)
            size += Encoding.UTF8.GetByteCount(text) + 1;
        _pointers = (byte**)NativeMemory.Alloc((nuint)size);
        var next = (byte*)(_pointers + strings.Count + 1);
        var end = (byte*)_pointers + size;
        var index = 0;
        foreach (var text in strings)
        {
            _pointers[index++] = next;
            next += Encoding.UTF8.GetBytes(text, new Span<byte>(next, (int)(end - next)));
            *next++ = 0;
        }
        _pointers[index] = null;
    }

    public byte** Pointers => _pointers;

    public void Dispose()
    {
        NativeMemory.Free(_pointers);
        _pointers = null;
    }
}
