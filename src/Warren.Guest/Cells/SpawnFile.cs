using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Native;
using Warren.Guest.Processes;

namespace Warren.Guest.Cells;

/// <summary>
/// Carries what a program is started with to a cell in a file in memory (memfd_create(2)): it may be larger than a packet,
/// and who sends it must not wait for who reads it.
/// </summary>
internal static class SpawnFile
{
    private const uint CloseOnExec = 1;

    /// <summary>Writes it; the caller closes the descriptor.</summary>
    public static int Write(Spawn spawn)
    {
        var fd = Libc.memfd_create("spawn", CloseOnExec);
        if (fd < 0)
            throw new NativeException("memfd_create", Marshal.GetLastPInvokeError());
        try
        {
            using var file = new FileStream(new SafeFileHandle(fd, ownsHandle: false), FileAccess.Write, bufferSize: 4096);
            using var writer = new BinaryWriter(file, Encoding.UTF8);
            Write(writer, spawn.Arguments);
            Write(writer, [.. spawn.Environment.SelectMany(pair => (string[])[pair.Key, pair.Value])]);
            Write(writer, [spawn.Workdir, spawn.User.Name, spawn.User.Home]);
            Write(writer, [spawn.User.Uid, spawn.User.Gid, spawn.TrackingGid, .. spawn.User.Groups]);
            return fd;
        }
        catch (IOException)
        {
            Libc.close(fd);
            throw new NativeException("write", Errno.NoMemory);
        }
    }

    /// <summary>Reads it and closes the descriptor.</summary>
    /// <param name="fd">What <see cref="Write(Spawn)"/> gave.</param>
    /// <param name="standard">Standard input, output and error.</param>
    public static Spawn Read(int fd, ReadOnlySpan<int> standard)
    {
        _ = Libc.lseek(fd, 0, 0);
        using var file = new FileStream(new SafeFileHandle(fd, ownsHandle: true), FileAccess.Read, bufferSize: 4096);
        using var reader = new BinaryReader(file, Encoding.UTF8);
        var arguments = ReadTexts(reader);
        var pairs = ReadTexts(reader);
        var environment = new Dictionary<string, string>();
        for (var i = 0; i < pairs.Length; i += 2)
            environment[pairs[i]] = pairs[i + 1];
        var texts = ReadTexts(reader);
        var numbers = ReadNumbers(reader);
        var user = new UserAccount(texts[1], numbers[0], numbers[1], texts[2]) { Groups = numbers[3..] };
        return new(arguments, environment, texts[0], user, numbers[2], standard[0], standard[1], standard[2], null, _ => { });
    }

    /// <summary>
    /// Does it once, so that what the runtime finds out meanwhile is known in all copies of the calling process.
    /// </summary>
    public static void Rehearse()
    {
        var environment = new Dictionary<string, string> { ["PATH"] = "/bin" };
        var spawn = new Spawn(["true"], environment, "/", new("agent", 1, 1, "/") { Groups = [1] }, 1, -1, -1, -1, null, _ => { });
        Read(Write(spawn), [-1, -1, -1]);
    }

    private static void Write(BinaryWriter writer, IReadOnlyList<string> texts)
    {
        writer.Write(texts.Count);
        foreach (var text in texts)
            writer.Write(text);
    }

    private static void Write(BinaryWriter writer, int[] numbers)
    {
        writer.Write(numbers.Length);
        foreach (var number in numbers)
            writer.Write(number);
    }

    private static string[] ReadTexts(BinaryReader reader)
    {
        var texts = new string[reader.ReadInt32()];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = reader.ReadString();
        return texts;
    }

    private static int[] ReadNumbers(BinaryReader reader)
    {
        var numbers = new int[reader.ReadInt32()];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = reader.ReadInt32();
        return numbers;
    }
}
