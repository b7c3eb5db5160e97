using Warren.Guest;
using Warren.Guest.Cells;
using Warren.Guest.Native;
using Warren.Guest.Processes;
using Warren.Guest.Programs;

if (HelperPrograms.TryRun(args) is { } code)
    return code;
var options = GuestOptions.Parse(args);
if (options is null)
{
    Log.Write(GuestOptions.Usage);
    return 64;
}
try
{
    if (options.User is { } user && user != Libc.geteuid())
        SelfExecution.RunAs(user, args);
    if (options.Cells > 0)
        CellKeepers.Run(options, args);
    return await GuestHost.RunAsync(options, TimeProvider.System);
}
catch (Exception failure) when (failure is NativeException or IOException or UnauthorizedAccessException or InvalidDataException)
{
    Log.Write($"cannot start: {failure.Message}");
    return 70;
}
