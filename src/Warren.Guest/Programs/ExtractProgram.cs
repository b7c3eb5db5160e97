using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Files;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Programs;

/// <summary>Unpacks an archive from standard input into a folder.</summary>
internal static class ExtractProgram
{
    private const int MaxLink = 4095;
    private const int DefaultFileMode = 0b110_100_100;
    private const int DefaultFolderMode = 0b111_101_101;

    public static int Run(string format, byte[] path)
    {
        using var folder = FileSystem.OpenFolder(path, create: true);
        var target = new ExtractTarget(folder);
        using var input = HelperPrograms.OpenInput();
        try
        {
            if (format == "zip")
                Unzip(folder, input, target);
            else if (format == "tar.gz")
            {
                using var plain = new GZipStream(input, CompressionMode.Decompress);
                Untar(plain, target);
            }
            else
                Untar(input, target);
        }
        catch (Exception failure) when (failure is InvalidDataException or FormatException or EndOfStreamException or ArgumentException or NotSupportedException or IOException)
        {
            throw GuestFailure.Invalid($"not a whole {format} archive; what came before the fault was unpacked");
        }
        return HelperPrograms.Finish(target.Result);
    }

    private static void Untar(Stream input, ExtractTarget target)
    {
        using var archive = new TarReader(input, leaveOpen: true);
        while (archive.GetNextEntry(copyData: false) is { } entry)
            switch (entry.EntryType)
            {
                case TarEntryType.Directory or TarEntryType.DirectoryList:
                    target.AddFolder(entry.Name, (int)entry.Mode);
                    break;
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                    target.AddFile(entry.Name, (int)entry.Mode, entry.ModificationTime, entry.DataStream);
                    break;
                case TarEntryType.SymbolicLink:
                    target.AddLink(entry.Name, entry.LinkName);
                    break;
                case TarEntryType.HardLink:
                    target.AddHardLink(entry.Name, entry.LinkName);
                    break;
                case TarEntryType.GlobalExtendedAttributes:
                    break;
                default:
                    target.Skip();
                    break;
            }
    }

    // A zip is read from its end, so it is put aside on the same disk, under no name.
    private static void Unzip(SafeFileHandle folder, Stream input, ExtractTarget target)
    {
        var name = Encoding.ASCII.GetBytes($"{FileUpload.TemporaryPrefix}{Random.Shared.NextInt64():x16}");
        using var file = FileSystem.Open(
            folder, name, Descriptors.ReadWrite | Descriptors.Create | Descriptors.Exclusive | Descriptors.NoFollow, 0b110_000_000);
        NewEntry.Unlink(folder, name);
        var buffer = new byte[GuestProtocol.MaxChunk];
        for (int count; (count = input.Read(buffer)) > 0;)
            NewEntry.Write(file, buffer.AsSpan(0, count));
        using var stream = new FileStream(file, FileAccess.Read);
        stream.Position = 0;
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
        foreach (var entry in archive.Entries)
            Unzip(entry, target);
    }

    private static void Unzip(ZipArchiveEntry entry, ExtractTarget target)
    {
        var mode = entry.ExternalAttributes >>> 16;
        if (entry.FullName.EndsWith('/'))
            target.AddFolder(entry.FullName, (mode & 0xFFF) == 0 ? DefaultFolderMode : mode);
        else if ((mode & GuestFileEntry.TypeMask) == GuestFileEntry.Link)
            target.AddLink(entry.FullName, ReadLink(entry));
        else if ((mode & GuestFileEntry.TypeMask) is 0 or GuestFileEntry.RegularFile)
        {
            using var content = entry.Open();
            target.AddFile(entry.FullName, (mode & 0xFFF) == 0 ? DefaultFileMode : mode, entry.LastWriteTime, content);
        }
        else
            target.Skip();
    }

    private static string ReadLink(ZipArchiveEntry entry)
    {
        var target = new byte[MaxLink];
        using var content = entry.Open();
        return Encoding.UTF8.GetString(target, 0, content.ReadAtLeast(target, MaxLink, throwOnEndOfStream: false));
    }
}
