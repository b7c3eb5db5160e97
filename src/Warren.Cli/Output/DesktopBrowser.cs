using System.Diagnostics;

namespace Warren.Cli.Output;

/// <summary>The browser of whoever sits at this machine.</summary>
internal static class DesktopBrowser
{
    private const string Opener = "/usr/bin/xdg-open";

    /// <summary>Opens an address, where somebody sits at a desktop here.</summary>
    public static void TryOpen(string url)
    {
        if (!Screen.IsTerminal || !(IsSet("DISPLAY") || IsSet("WAYLAND_DISPLAY")) || IsSet("SSH_CONNECTION") || !File.Exists(Opener))
            return;
        using var browser = Process.Start(new ProcessStartInfo(Opener, [url]) { RedirectStandardOutput = true, RedirectStandardError = true });
    }

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}
