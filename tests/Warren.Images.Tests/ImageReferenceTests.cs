using Warren.Api;

namespace Warren.Images.Tests;

public sealed class ImageReferenceTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("warren/worker", "warren/worker")]
    [InlineData("warren/worker:latest", "warren/worker")]
    [InlineData("docker.io/library/python:3.11-slim", "python:3.11-slim")]
    [InlineData("localhost:5000/team/app:v1.2", "localhost:5000/team/app:v1.2")]
    [InlineData("ghcr.io/a/b__c.d-e", "ghcr.io/a/b__c.d-e")]
    [InlineData("registry:5000/app", "registry:5000/app")]
    [InlineData("name@" + Digest, "name@" + Digest)]
    public void Reference_is_read_in_its_short_form(string text, string expected) =>
        Assert.Equal(expected, ImageReference.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("Upper/case")]
    [InlineData("name:")]
    [InlineData("name:-tag")]
    [InlineData("../etc/passwd")]
    [InlineData("a//b")]
    [InlineData("name@sha256:12")]
    [InlineData("name\n")]
    [InlineData("oci-archive:file.tar")]
    [InlineData("docker-archive:file.tar")]
    public void What_is_no_reference_is_refused(string text) =>
        Assert.Equal(ErrorCode.InvalidRequest, Assert.Throws<WarrenException>(() => ImageReference.Parse(text)).Code);
}
