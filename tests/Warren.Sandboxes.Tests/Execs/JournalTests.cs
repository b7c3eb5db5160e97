using System.Runtime.InteropServices;
using Warren.Sandboxes.Execs;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes.Tests.Execs;

public sealed class JournalTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-test-");
    private long _sequence;

    private string Prefix => Path.Combine(_folder.FullName, "exec.stdout.");

    [Fact]
    public void What_is_appended_is_read_from_any_offset()
    {
        var (options, written) = (Options(segment: 1000, most: 1 << 20), new List<byte>());
        var journal = new Journal(Prefix, options);
        foreach (var size in new[] { 1, 7, 999, 3, 500, 500, 2, 3000, 5 })
            Append(journal, options, size, written);
        for (var offset = 0; offset <= written.Count; offset++)
            Assert.True(CollectionsMarshal.AsSpan(written)[offset..].SequenceEqual(CollectionsMarshal.AsSpan(ReadAll(journal, offset).Bytes)));
        journal.Close();
    }

    [Fact]
    public void Middle_is_dropped_and_counted_to_the_byte()
    {
        var (options, written) = (Options(segment: 1000, most: 6000), new List<byte>());
        var journal = new Journal(Prefix, options);
        for (var i = 0; i < 200; i++)
        {
            Append(journal, options, 150, written);
            Assert.InRange(Files().Sum(file => file.Length), 0, 6000);
            Assert.InRange(journal.Size, 0, 6000);
        }
        var (bytes, gaps) = ReadAll(journal, 0);
        var (gapAt, gap) = Assert.Single(gaps);
        Assert.Equal(journal.Dropped, gap);
        Assert.Equal(written.Count, bytes.Count + gap);
        Assert.Equal(written.Take((int)gapAt), bytes.Take((int)gapAt));
        Assert.Equal(written.TakeLast(bytes.Count - (int)gapAt), bytes.Skip((int)gapAt));
        Assert.InRange(gapAt, 2000, 3000);
        Assert.InRange(bytes.Count - gapAt, 1000, 3000);
        journal.Close();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(69)]
    public void Record_that_was_written_in_part_is_cut_off(int left)
    {
        var (options, written) = (Options(segment: 1 << 20, most: 1 << 22), new List<byte>());
        var journal = new Journal(Prefix, options);
        for (var i = 0; i < 3; i++)
            Append(journal, options, 50, written);
        journal.Close();
        var file = Files().Single();
        using (var torn = file.OpenWrite())
            torn.SetLength(2 * 70 + left);

        var next = new Journal(Prefix, options);

        Assert.Equal(2, next.Recover([0]));
        Assert.Equal((100, 0), (next.End, next.Dropped));
        Append(next, options, 30, written = [.. written.Take(100)]);
        Assert.Equal(written, ReadAll(next, 0).Bytes);
        next.Close();
    }

    [Fact]
    public void Lengths_that_nobody_wrote_end_what_is_recovered_and_what_is_read()
    {
        var (options, written) = (Options(segment: 1 << 20, most: 1 << 22), new List<byte>());
        foreach (var hostile in new[] { 0, -1, int.MinValue, int.MaxValue, (64 << 10) + 1 })
        {
            var journal = new Journal(Prefix, options);
            Append(journal, options, 50, written = []);
            Append(journal, options, 50, []);
            journal.Close();
            using (var file = Files().Single().OpenWrite())
            {
                file.Position = 70;
                file.Write(BitConverter.GetBytes(hostile));
            }
            var ended = new Journal(Prefix, options);
            ended.Load([(0, 140)], end: 100, dropped: 0);
            Assert.Equal(written, ReadAll(ended, 0).Bytes);
            var next = new Journal(Prefix, options);
            next.Recover([0]);
            Assert.Equal(50, next.End);
            next.Delete();
        }
    }

    [Fact]
    public void Gap_that_the_guest_tells_of_is_found_again_by_the_next_process()
    {
        var (options, written) = (Options(segment: 1 << 20, most: 1 << 22), new List<byte>());
        var journal = new Journal(Prefix, options);
        Append(journal, options, 10, written);
        journal.Skip(1000);
        Append(journal, options, 10, written);
        journal.Close();

        var next = new Journal(Prefix, options);
        next.Recover(Files().Select(file => long.Parse(file.Extension[1..], null)));

        Assert.Equal((1020, 1000), (next.End, next.Dropped));
        Assert.Equal((10L, 1000L), Assert.Single(ReadAll(next, 0).Gaps));
        Assert.Equal((500L, 510L), Assert.Single(ReadAll(next, 500).Gaps));
    }

    [Fact]
    public void Reader_goes_to_a_place_and_a_time()
    {
        var (options, written) = (Options(segment: 200, most: 1 << 20), new List<byte>());
        var journal = new Journal(Prefix, options);
        for (var i = 0; i < 50; i++)
            Append(journal, options, 30, written);
        for (var place = 0; place <= 50; place++)
        {
            using JournalReader bySequence = new(journal), byTime = new(journal);
            bySequence.Seek(place, 0);
            byTime.Seek(0, (place + 1) * 10);
            Assert.Equal((place < 50, place * 30), (bySequence.TryFind(), (int)bySequence.Offset));
            Assert.Equal((place < 50, place * 30), (byTime.TryFind(), (int)byTime.Offset));
        }
        journal.Close();
    }

    [Fact]
    public async Task Reader_at_the_end_sees_every_byte_once_while_files_come_and_go()
    {
        var options = Options(segment: 5000, most: 40_000);
        var journal = new Journal(Prefix, options);
        var writing = Task.Run(() =>
        {
            for (var i = 0; i < 5000; i++)
                Append(journal, options, 1 + (i * 31 % 400), null);
        }, TestContext.Current.CancellationToken);
        using var reader = new JournalReader(journal);
        var next = 0L;
        while (!writing.IsCompleted || reader.TryFind())
        {
            if (!reader.TryFind())
                continue;
            next += reader.Gap;
            foreach (var value in reader.Take().Span)
                if (value != Value(next++))
                    Assert.Fail($"wrong byte at {next - 1}");
        }
        await writing;
        Assert.Equal(journal.End, next);
        journal.Close();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static byte Value(long offset) => (byte)(offset * 7 % 251);

    [Fact]
    public void Output_that_found_no_room_for_its_folder_counts_as_dropped()
    {
        var folder = Path.Combine(_folder.FullName, "sandbox");
        File.WriteAllText(folder, "");
        var output = new SandboxOutput(folder, Options(4096, 1 << 20), TimeProvider.System);
        var exec = output.Add(new() { Id = "a", Kind = Api.Sandboxes.ExecKind.Exec, Background = false, Command = ["x"], StartedAt = DateTimeOffset.UnixEpoch });
        Assert.ThrowsAny<IOException>(() => output.Append(exec, GuestOutput.Stdout, "one"u8.ToArray()));
        File.Delete(folder);
        output.Append(exec, GuestOutput.Stdout, "four"u8.ToArray());
        Assert.Equal((7L, 3L), (exec.Stdout.End, exec.Stdout.Dropped));
    }

    private OutputOptions Options(int segment, long most) => new() { Folder = _folder.FullName, SegmentSize = segment, MaxStream = most };

    private FileInfo[] Files() => [.. _folder.GetFiles().OrderBy(file => long.Parse(file.Extension[1..], null))];

    private void Append(Journal journal, OutputOptions options, int size, List<byte>? written)
    {
        var data = new byte[size];
        for (var i = 0; i < size; i++)
            data[i] = Value(journal.End + i);
        written?.AddRange(data);
        journal.Append(new(size, ++_sequence, _sequence * 10), data, options.MaxStream);
    }

    private static (List<byte> Bytes, List<(long At, long Count)> Gaps) ReadAll(Journal journal, long offset)
    {
        var (bytes, gaps) = (new List<byte>(), new List<(long, long)>());
        using var reader = new JournalReader(journal, offset);
        while (reader.TryFind())
        {
            if (reader.Gap > 0)
                gaps.Add((reader.Offset, reader.Gap));
            bytes.AddRange(reader.Take().Span);
        }
        return (bytes, gaps);
    }
}
