using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Files;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Programs;

/// <summary>
/// What the guest's program does as an ordinary, confined process of a user: all that goes through many files. Its
/// verb is the first argument. Results go to standard output; a failure is a line of JSON on standard error.
/// </summary>
internal static class HelperPrograms
{
    private const int Failed = 1;

    /// <summary>Runs the verb; null where the first argument is none.</summary>
    public static int? TryRun(string[] arguments)
    {
        Func<int>? program = arguments switch
        {
            ["remove", var path] => () => RemoveProgram.Run(Path(path)),
            ["copy", var from, var to, var how] => () => CopyProgram.Run(Path(from), Path(to), how == "overwrite"),
            ["search"] => () => SearchProgram.Run(ReadRequest()),
            ["replace"] => () => ReplaceProgram.Run(ReadRequest()),
            ["archive", var format, var path] => () => ArchiveProgram.Run(format, Path(path)),
            ["extract", var format, var path] => () => ExtractProgram.Run(format, Path(path)),
            ["watch", var how, var path] => () => WatchProgram.Run(Path(path), how == "recursive"),
            ["proxy", var name] => () => ProxyProgram.Run(name),
            _ => null,
        };
        return program is null ? null : Guard(program, arguments);
    }

    /// <summary>Standard output. The Console class is not used: it sets up a terminal.</summary>
    public static FileStream OpenOutput() => new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, GuestProtocol.MaxChunk);

    /// <summary>Standard input.</summary>
    public static FileStream OpenInput() => new(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, GuestProtocol.MaxChunk);

    /// <summary>Writes the one line of a result.</summary>
    public static int Finish(GuestTreeResult result)
    {
        using var output = OpenOutput();
        JsonSerializer.Serialize(output, result, GuestJson.Default.GuestTreeResult);
        return 0;
    }

    private static int Guard(Func<int> program, string[] arguments)
    {
        const int brokenPipe = 13;
        Libc.signal(brokenPipe, 1); // A reader that went away is an error of a write.
        GuestFailure failure;
        try
        {
            return program();
        }
        catch (GuestFailure known)
        {
            failure = known;
        }
        catch (NativeException native)
        {
            failure = FileErrors.Describe(native.Errno, GuestPath.Unescape(Array.Find(arguments, argument => argument.StartsWith('/'))) ?? []);
        }
        catch (OutOfMemoryException)
        {
            failure = new(GuestErrorCode.TooLarge, "this takes more memory than there is for it in the sandbox");
        }
        catch (IOException io)
        {
            failure = new(GuestErrorCode.Failed, io.Message);
        }
        using var errors = new FileStream(new SafeFileHandle(2, ownsHandle: false), FileAccess.Write, 0);
        errors.Write(JsonSerializer.SerializeToUtf8Bytes(new(failure.Code, failure.Message), GuestJson.Default.GuestError));
        errors.Write("\n"u8);
        return Failed;
    }

    private static byte[] Path(string text) =>
        GuestPath.Unescape(text) is [(byte)'/', ..] path ? path : throw GuestFailure.Invalid("a path must be absolute and escaped");

    private static GuestSearchRequest ReadRequest()
    {
        using var input = OpenInput();
        try
        {
            return JsonSerializer.Deserialize(input, GuestJson.Default.GuestSearchRequest) ?? throw GuestFailure.Invalid("the request is null");
        }
        catch (JsonException)
        {
            throw GuestFailure.Invalid("the request is malformed");
        }
    }
}
