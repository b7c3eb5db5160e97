using Warren.Api;

namespace Warren.Cli.Commands;

/// <summary>A file that the command line was given.</summary>
internal static class LocalFile
{
    /// <summary>Opens it to be read.</summary>
    /// <exception cref="WarrenException">It cannot be.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new WarrenException(ErrorCode.NotFound, $"There is no file {path}.", failure);
        }
        catch (UnauthorizedAccessException failure) when (Directory.Exists(path))
        {
            throw new WarrenException(ErrorCode.InvalidRequest, $"{path} is a folder; give a file.", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new WarrenException(ErrorCode.Forbidden, $"You may not read the file {path}.", failure);
        }
    }
}
