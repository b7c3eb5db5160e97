using Warren.Guest.Protocol;

namespace Warren.Guest.Processes;

/// <summary>
/// Lends out the groups that mark the processes of an exec. The one that was given back longest ago comes first, and
/// none is lent again while a process carries it.
/// </summary>
internal sealed class TrackingGroups
{
    private readonly Lock _gate = new();
    private readonly Queue<int> _clean = new(Enumerable.Range(
        GuestIdentity.FirstTrackingGid, GuestIdentity.LastTrackingGid - GuestIdentity.FirstTrackingGid + 1));

    private Queue<int> _used = [];

    public int Take()
    {
        lock (_gate)
        {
            if (_clean.Count == 0)
                Recycle();
            return _clean.TryDequeue(out var group) ? group : throw new GuestFailure(
                GuestErrorCode.TooManyRequests, "too many ended execs left processes behind; end some of them");
        }
    }

    public void Return(int group)
    {
        lock (_gate)
            _used.Enqueue(group);
    }

    // Nothing can come to carry a group again that no exec has and no process carries: it only passes by fork.
    private void Recycle()
    {
        var carried = ProcessTree.FindCarriedGroups();
        var still = new Queue<int>();
        foreach (var group in _used)
            (carried.Contains(group) ? still : _clean).Enqueue(group);
        _used = still;
    }
}
