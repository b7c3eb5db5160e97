using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Warren.Bench;

/// <summary>A program that is started by posix_spawn(3) again and again, from threads of any mount namespace, without a copy of its arguments each time.</summary>
internal sealed unsafe class NativeProgram : IDisposable
{
    private const int SpawnActionsSize = 256; // posix_spawn_file_actions_t has 80 bytes in glibc
    private readonly byte** _arguments;
    private readonly byte** _environment;
    private readonly string _name;
    private readonly byte[]? _expected;

    /// <summary>Readies one.</summary>
    /// <param name="arguments">Its path and what it is given.</param>
    /// <param name="expected">What it has to write to standard output; null leaves that to ours, and looks at nothing but its status.</param>
    public NativeProgram(IReadOnlyList<string> arguments, string? expected = null)
    {
        _arguments = Vector(arguments);
        _environment = Vector(["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]);
        (_name, _expected) = (string.Join(' ', arguments), expected is null ? null : Encoding.UTF8.GetBytes(expected));
    }

    /// <summary>Runs it once.</summary>
    /// <returns>Milliseconds from its start until its end was seen.</returns>
    /// <exception cref="InvalidOperationException">It ended with a status or an output that it should not have.</exception>
    public double Run()
    {
        var start = Stopwatch.GetTimestamp();
        var (pid, output) = _expected is null ? (Spawn(null), []) : SpawnAndRead();
        var status = Wait(pid);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (status != 0)
            throw new InvalidOperationException($"{_name} ended with status {status}.");
        if (_expected is not null && !output.AsSpan().SequenceEqual(_expected))
            throw new InvalidOperationException($"{_name} wrote '{Encoding.UTF8.GetString(output)}'.");
        return elapsed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free(_arguments);
        Free(_environment);
    }

    private (int Pid, byte[] Output) SpawnAndRead()
    {
        var ends = stackalloc int[2];
        Check(Libc.Pipe(ends, Libc.CloseOnExec), "pipe2");
        var (reader, writer) = (ends[0], ends[1]);
        var actions = stackalloc byte[SpawnActionsSize];
        int pid;
        try
        {
            _ = Libc.InitializeActions(actions);
            _ = Libc.AddDuplicate(actions, writer, 1);
            pid = Spawn(actions);
        }
        finally
        {
            _ = Libc.DestroyActions(actions);
            _ = Libc.Close(writer);
        }
        var output = ReadToEnd(reader);
        _ = Libc.Close(reader);
        return (pid, output);
    }

    private int Spawn(byte* actions)
    {
        int pid;
        return Libc.Spawn(&pid, _arguments[0], actions, null, _arguments, _environment) is not 0 and var error
            ? throw new Win32Exception(error, $"posix_spawn of {_name}") : pid;
    }

    private static byte[] ReadToEnd(int descriptor)
    {
        const int interrupted = 4;
        var all = new MemoryStream();
        var buffer = stackalloc byte[4096];
        while (true)
        {
            var count = Libc.Read(descriptor, buffer, 4096);
            if (count == 0)
                return all.ToArray();
            if (count > 0)
                all.Write(new ReadOnlySpan<byte>(buffer, (int)count));
            else if (Marshal.GetLastPInvokeError() != interrupted)
                throw new Win32Exception(Marshal.GetLastPInvokeError(), "read");
        }
    }

    private static int Wait(int pid)
    {
        const int interrupted = 4;
        int status, reaped;
        while ((reaped = Libc.WaitPid(pid, &status, 0)) < 0 && Marshal.GetLastPInvokeError() == interrupted)
        {
        }
        Check(reaped, "waitpid");
        return status;
    }

    private static byte** Vector(IReadOnlyList<string> texts)
    {
        var vector = (byte**)NativeMemory.AllocZeroed((nuint)(texts.Count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Count; i++)
            vector[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        return vector;
    }

    private static void Free(byte** vector)
    {
        for (var text = vector; *text is not null; text++)
            Marshal.FreeCoTaskMem((nint)(*text));
        NativeMemory.Free(vector);
    }

    private static void Check(int result, string call)
    {
        if (result < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{call}: {Marshal.GetLastPInvokeErrorMessage()}");
    }
}
