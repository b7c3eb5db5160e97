using Microsoft.Win32.SafeHandles;

namespace Warren.Guest.Files;

/// <summary>Something that is met on the way through a tree.</summary>
/// <param name="Folder">The folder that it is in.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Path">Its path behind the root of the tree; empty for the root.</param>
/// <param name="Stat">What it is. Links are not followed.</param>
internal readonly record struct TreeNode(SafeFileHandle Folder, byte[] Name, byte[] Path, FileStat Stat);
