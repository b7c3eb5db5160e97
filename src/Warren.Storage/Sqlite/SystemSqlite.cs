using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;
using Warren.Api;

namespace Warren.Storage.Sqlite;

/// <summary>Binds the provider to the host's own SQLite, which the host's updates keep patched.</summary>
internal static class SystemSqlite
{
    private const string Library = "libsqlite3.so.0";

    // Once for the process: the resolver of an assembly can be set only once.
    private static readonly Lazy<bool> Bound = new(Bind);

    /// <summary>Does it, where it was not done yet.</summary>
    /// <exception cref="WarrenException">The host has no SQLite.</exception>
    public static void Use() => _ = Bound.Value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Bind()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        raw.FreezeProvider();
        return true;
    }

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        NativeLibrary.TryLoad(Library, out var handle) ? handle : throw new WarrenException(
            ErrorCode.EngineUnavailable, $"SQLite ({Library}) is missing on this host; install the package libsqlite3-0.");
}
