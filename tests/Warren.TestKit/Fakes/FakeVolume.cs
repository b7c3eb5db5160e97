namespace Warren.TestKit.Fakes;

/// <summary>A volume of <see cref="FakeEngine"/>: what a test has put on it.</summary>
/// <param name="Size">Bytes that it holds.</param>
/// <param name="Content">What is on it.</param>
public sealed record FakeVolume(long Size, string Content = "");
