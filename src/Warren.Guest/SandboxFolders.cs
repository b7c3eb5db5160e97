using System.Runtime.InteropServices;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest;

/// <summary>
/// Makes the folders that every sandbox has where the image lacks them. What an earlier life of the sandbox left
/// under these names stays as it is: no link is followed.
/// </summary>
internal static class SandboxFolders
{
    public static void Ensure()
    {
        Ensure("/workspace", GuestIdentity.AgentUid, 0b111_101_101);
        Ensure("/tmp", 0, 0b1_111_111_111);
    }

    private static void Ensure(string path, int owner, int mode)
    {
        if (Libc.mkdir(path, 0) != 0)
        {
            if (Marshal.GetLastPInvokeError() is not Errno.Exists and var errno)
                Log.Write($"cannot make {path}: errno {errno}");
            return;
        }
        var folder = Libc.open(path, Descriptors.Folder | Descriptors.NoFollow | Descriptors.CloseOnExec);
        if (folder < 0 || Libc.fchown(folder, owner, owner) != 0 || Libc.fchmod(folder, mode) != 0)
            Log.Write($"cannot set up {path}: errno {Marshal.GetLastPInvokeError()}");
        if (folder >= 0)
            Libc.close(folder);
    }
}
