using System.Buffers.Text;
using System.Globalization;
using Warren.Drivers.Oci.Linux;

namespace Warren.Drivers.Oci;

/// <summary>Counts what went through a sandbox's network, as the kernel sees it from outside.</summary>
internal static class NetworkUsage
{
    private const int ReceivedField = 0, SentField = 8;

    /// <summary>Bytes of all interfaces but loopback in the network namespace of a process; none when it has just ended.</summary>
    public static (long Received, long Sent) Of(int pid) =>
        KernelFile.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/net/dev"), content =>
        {
            // Two lines of headings, then "name: received-bytes seven-more sent-bytes seven-more" (proc_net(5)).
            long received = 0, sent = 0;
            foreach (var range in content.Split((byte)'\n'))
            {
                var line = content[range];
                var colon = line.IndexOf((byte)':');
                if (colon < 0 || line[..colon].Trim((byte)' ').SequenceEqual("lo"u8))
                    continue;
                received += Field(line[(colon + 1)..], ReceivedField);
                sent += Field(line[(colon + 1)..], SentField);
            }
            return (received, sent);
        });

    private static long Field(ReadOnlySpan<byte> fields, int number)
    {
        for (fields = fields.TrimStart((byte)' '); number > 0; number--)
            fields = fields[Math.Max(0, fields.IndexOf((byte)' '))..].TrimStart((byte)' ');
        return Utf8Parser.TryParse(fields, out long value, out _) ? value : 0;
    }
}
