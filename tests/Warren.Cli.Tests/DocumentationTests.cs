using System.Globalization;
using System.Text.RegularExpressions;
using Warren.Api;
using Warren.TestKit;

namespace Warren.Cli.Tests;

public sealed partial class DocumentationTests
{
    [Fact]
    public void Every_exit_code_is_documented_with_its_error_codes()
    {
        var documented = Rows().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/cli.md")))
            .SelectMany(row => Codes().Matches(row.Groups[2].Value).Select(code => (Code: code.Value, Exit: int.Parse(row.Groups[1].ValueSpan, CultureInfo.InvariantCulture))));

        var defined = Enum.GetValues<ErrorCode>().Select(code => (Code: ErrorCodes.ToWire(code), Exit: ErrorCodes.ExitCode(code)));

        Assert.Equal(defined.Order(), documented.Order());
    }

    [GeneratedRegex("^\\| (\\d+) \\|(.*)$", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex("[A-Z]{3,}(_[A-Z]+)*")]
    private static partial Regex Codes();
}
