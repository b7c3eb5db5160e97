namespace Warren.Sandboxes.Guests;

/// <summary>A byte stream in both directions of which the writing one can end alone.</summary>
public interface IHalfClose
{
    /// <summary>Ends what is written; the other side reads its end, and may still write.</summary>
    void CompleteWrites();
}
