using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Files;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Programs;

/// <summary>Packs a tree to standard output. Links stay links; pipes, sockets and devices, and what cannot be read, are left out.</summary>
internal abstract class ArchiveProgram : IDisposable
{
    private readonly byte[] _rootName;

    private ArchiveProgram(byte[] rootName) => _rootName = rootName;

    public static int Run(string format, byte[] path)
    {
        using var location = FileLocation.Find(path, follow: true);
        var root = location.Require();
        if (root.IsFolder)
            FileSystem.Open(location.Folder, location.Name, Descriptors.Folder | Descriptors.NonBlocking).Dispose();
        else
            OpenFile(new(location.Folder, location.Name, [], root)).Dispose();
        using var output = HelperPrograms.OpenOutput();
        using var gzip = format == "tar.gz" ? new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true) : null;
        using ArchiveProgram archive = format == "zip" ? new Zip(output, location.Name) : new Tar(gzip ?? (Stream)output, location.Name);
        new TreeWalk().Run(new(location.Folder, location.Name, [], root), archive.Enter);
        return 0;
    }

    public abstract void Dispose();

    protected abstract void AddFolder(string name, FileStat stat);

    protected abstract void AddLink(string name, FileStat stat, string target);

    protected abstract void AddFile(string name, FileStat stat, Stream content);

    private static SafeFileHandle OpenFile(TreeNode node)
    {
        var file = FileSystem.Open(node.Folder, node.Name, Descriptors.NonBlocking | Descriptors.NoFollow | Descriptors.NoControllingTerminal);
        if (FileStat.Of(file).IsFile)
            return file;
        file.Dispose();
        throw GuestFailure.Invalid("only regular files and folders are packed");
    }

    private bool Enter(TreeNode node)
    {
        var name = Encoding.UTF8.GetString(node.Path.Length > 0 ? node.Path : _rootName);
        try
        {
            if (node.Stat.IsFolder && node.Path.Length > 0)
                AddFolder(name, node.Stat);
            else if (node.Stat.IsLink)
                AddLink(name, node.Stat, Encoding.UTF8.GetString(FileSystem.ReadLink(node.Folder, node.Name)));
            else if (node.Stat.IsFile)
            {
                using var file = OpenFile(node);
                var stat = FileStat.Of(file);
                AddFile(name, stat, new ExactStream(file, stat.Size));
            }
        }
        catch (Exception failure) when (failure is GuestFailure or NativeException { Errno: Errno.NoEntry or Errno.Access or Errno.Loop })
        {
            // It went away, or may not be read.
        }
        return node.Stat.IsFolder;
    }

    private sealed class Tar(Stream output, byte[] rootName) : ArchiveProgram(rootName)
    {
        private readonly TarWriter _writer = new(output, TarEntryFormat.Pax, leaveOpen: true);

        public override void Dispose() => _writer.Dispose();

        protected override void AddFolder(string name, FileStat stat) => Add(TarEntryType.Directory, name + "/", stat, null, null);

        protected override void AddLink(string name, FileStat stat, string target) => Add(TarEntryType.SymbolicLink, name, stat, target, null);

        protected override void AddFile(string name, FileStat stat, Stream content) => Add(TarEntryType.RegularFile, name, stat, null, content);

        private void Add(TarEntryType type, string name, FileStat stat, string? target, Stream? content)
        {
            var entry = new PaxTarEntry(type, name)
            {
                Mode = (UnixFileMode)stat.Permissions,
                ModificationTime = DateTimeOffset.UnixEpoch.AddTicks(stat.ModifiedNs / 100),
                Uid = stat.Uid,
                Gid = stat.Gid,
            };
            if (content is not null)
                entry.DataStream = content;
            if (target is not null)
                entry.LinkName = target;
            _writer.WriteEntry(entry);
        }
    }

    private sealed class Zip(Stream output, byte[] rootName) : ArchiveProgram(rootName)
    {
        private static readonly DateTimeOffset First = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private static readonly DateTimeOffset Last = new(2107, 12, 31, 0, 0, 0, TimeSpan.Zero);

        private readonly ZipArchive _archive = new(output, ZipArchiveMode.Create, leaveOpen: true);

        public override void Dispose() => _archive.Dispose();

        protected override void AddFolder(string name, FileStat stat) => Add(name + "/", stat);

        protected override void AddLink(string name, FileStat stat, string target)
        {
            using var content = Add(name, stat).Open();
            content.Write(Encoding.UTF8.GetBytes(target));
        }

        protected override void AddFile(string name, FileStat stat, Stream content)
        {
            using var target = Add(name, stat).Open();
            content.CopyTo(target, GuestProtocol.MaxChunk);
        }

        // The upper half of the attributes is the mode where a Unix made the archive.
        private ZipArchiveEntry Add(string name, FileStat stat)
        {
            var entry = _archive.CreateEntry(name, CompressionLevel.Fastest);
            var time = DateTimeOffset.UnixEpoch.AddTicks(stat.ModifiedNs / 100);
            entry.LastWriteTime = time < First ? First : time > Last ? Last : time;
            entry.ExternalAttributes = stat.Mode << 16;
            return entry;
        }
    }
}
