using System.Security.Cryptography;
using Warren.Api;
using Warren.Drivers.GuestFiles.Seccomp;

namespace Warren.Drivers.GuestFiles;

/// <summary>
/// The folder that every sandbox sees as <c>/.warren</c>: the guest, as the first process and for its helper programs,
/// and the seccomp program for user code. It is named by its content, so that sandboxes made before an upgrade keep theirs.
/// </summary>
/// <param name="parent">Folder on the host to make it in.</param>
/// <param name="program">The published guest.</param>
/// <param name="profile">Seccomp profile of user code, in the form of containers-common.</param>
/// <param name="take">Keeps other processes from the parent until disposed, where several may use it at once.</param>
public sealed class GuestFolder(string parent, string program, string profile, Func<string, IDisposable>? take = null)
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    // Of a program that its user may not read and whose owner has no id in the sandbox, the process belongs to the kernel's
    // first user namespace: nobody in the sandbox, root neither, owns its files in /proc (exec(2) of Linux, would_dump).
    private const UnixFileMode Unreadable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly Lazy<string> _folder = new(() => Prepare(parent, program, profile, take));

    /// <summary>The folder on the host. The first use makes it.</summary>
    /// <exception cref="WarrenException">EngineUnavailable: something that it is made of is missing.</exception>
    public string Location => _folder.Value;

    private static string Prepare(string parent, string program, string profile, Func<string, IDisposable>? take)
    {
        if (!File.Exists(program))
            throw new WarrenException(ErrorCode.EngineUnavailable, "The guest program is not built; `./warren up` builds it.");
        if (!File.Exists(profile))
            throw new WarrenException(ErrorCode.EngineUnavailable, "The seccomp profile is missing; install the package golang-github-containers-common.");
        Directory.CreateDirectory(parent);
        using var turn = take?.Invoke(parent);
        // What one that was killed had begun; nothing but these has a dot in its name.
        foreach (var left in Directory.EnumerateDirectories(parent).Where(path => Path.GetFileName(path).Contains('.', StringComparison.Ordinal)))
            Directory.Delete(left, recursive: true);
        var making = Directory.CreateDirectory(Path.Combine(parent, Path.GetRandomFileName())).FullName;
        try
        {
            var seccomp = Path.Combine(making, "seccomp.bpf");
            using (var output = File.OpenHandle(seccomp, FileMode.CreateNew, FileAccess.Write))
                SeccompCompiler.Compile(SeccompProfile.Read(profile), output);
            var folder = Path.Combine(parent, Digest(program, seccomp));
            if (!Directory.Exists(folder))
                Make(program, seccomp, making, folder);
            return folder;
        }
        finally
        {
            if (Directory.Exists(making))
                Directory.Delete(making, recursive: true);
        }
    }

    private static void Make(string binary, string seccomp, string making, string folder)
    {
        foreach (var (name, mode) in new[] { ("guest", Executable), ("init", Unreadable) })
        {
            var copy = Path.Combine(making, name);
            File.Copy(binary, copy);
            File.SetUnixFileMode(copy, mode);
        }
        File.SetUnixFileMode(seccomp, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.SetUnixFileMode(making, Executable);
        Directory.Move(making, folder);
    }

    private static string Digest(params ReadOnlySpan<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
            hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
