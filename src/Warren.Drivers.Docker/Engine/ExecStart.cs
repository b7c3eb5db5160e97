namespace Warren.Drivers.Docker.Engine;

/// <summary>How a program is started.</summary>
internal sealed record ExecStart(bool Detach = false, bool Tty = false);
