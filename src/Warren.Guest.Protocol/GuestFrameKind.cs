namespace Warren.Guest.Protocol;

/// <summary>First byte of a frame. A frame is: kind, length of the payload as four bytes little endian, payload.</summary>
public enum GuestFrameKind : byte
{
    /// <summary>JSON of <see cref="GuestStarted"/>; always the first.</summary>
    Started = 1,

    /// <summary>Bytes of standard output, in order and without a gap but those that a dropped frame names.</summary>
    Stdout = 2,

    /// <summary>Bytes of standard error, likewise.</summary>
    Stderr = 3,

    /// <summary>
    /// Kind of the stream (one byte), then how many of its bytes are lost at this place (eight bytes, little endian).
    /// </summary>
    Dropped = 4,

    /// <summary>JSON of <see cref="GuestExit"/>; the last, but for a stream that is detached.</summary>
    Exit = 5,

    /// <summary>A <see cref="GuestDetachment"/>; the last frame of a stream that ends before its exec.</summary>
    Detached = 6,
}
