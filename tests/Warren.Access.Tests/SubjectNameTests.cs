using Warren.Access.Subjects;

namespace Warren.Access.Tests;

public sealed class SubjectNameTests
{
    [Theory]
    [InlineData("https://accounts.example.com", "248289761001", "248289761001@accounts.example.com")]
    [InlineData("https://kc.example:8443/realms/team", "f1d2", "f1d2@kc.example:8443~realms~team")]
    [InlineData("https://tenant.example/", "auth0|5f7c", "auth0|5f7c@tenant.example~")]
    [InlineData("http://127.0.0.1:5000", "x", "x@http:~~127.0.0.1:5000")]
    [InlineData("https://a.example/@b", "ann@corp.example", "ann@corp.example@a.example~!0040b")]
    [InlineData("https://a.example", "aGk/+w==", "aGk~+w==@a.example")]
    [InlineData("https://a.example", "a b%~!\"<ä", "a!0020b!0025!007E!0021!0022!003C!00E4@a.example")]
    public void Name_says_who_and_of_whom_in_one_part_of_a_path(string issuer, string subject, string name)
    {
        var made = SubjectName.Of(issuer, subject);

        Assert.Equal(name, made);
        Assert.DoesNotContain('/', made);
        Assert.False(AccessNames.IsName(made));
        Assert.False(AccessNames.IsId(made));
        Assert.False(AccessNames.IsWorkspace(made));
    }

    [Fact]
    public void No_two_are_written_alike()
    {
        string[] parts = ["a", "b", "@", "/", "~", "!", "!0040", "%2F", ".", ":", "//", "a@b", "A", "ä", " "];
        var names = (from issuer in parts from subject in parts select SubjectName.Of($"https://h.example/{issuer}", subject)).ToList();

        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
        Assert.NotEqual(SubjectName.Of("https://h.example", "x"), SubjectName.Of("http://h.example", "x"));
    }
}
