using Warren.Guest.Protocol;
using Warren.Guest.Serving;

namespace Warren.Guest.Files;

/// <summary>Decides which bytes of an opened file are sent.</summary>
internal static class FileRange
{
    public static GuestFileHead Choose(GuestRequest request, GuestFileEntry entry)
    {
        long? offset = request.ReadText("offset") is null ? null : request.ReadNumber("offset");
        long? length = request.ReadText("length") is null ? null : request.ReadNumber("length");
        var all = new GuestFileHead { Entry = entry, Offset = 0, Length = entry.Size };
        if ((offset ?? length) is null || (request.ReadText("version") is { } version && version != entry.Version))
            return all;
        // No offset: so many bytes from the end.
        var first = offset ?? Math.Max(0, entry.Size - length!.Value);
        if (first >= entry.Size || length == 0)
            return all with { Offset = -1, Length = 0 };
        return all with { Offset = first, Length = Math.Min(length ?? long.MaxValue, entry.Size - first) };
    }
}
