using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>The rules of <see cref="LaneTime"/> as they are told there, without its shortcuts: but for the takeover, which needs more events than tests of this twin give.</summary>
internal sealed class TwinLaneTime
{
    private readonly List<(int Stream, long Time)> recent = [];
    private long inARow;
    private long standing;
    private long stepped = long.MinValue;

    public long Watermark { get; private set; } = long.MinValue;

    public void Observe(int stream, long time, long before, long reached, int streams)
    {
        bool isSame = recent.Count > 0 && recent[0].Stream == stream;
        recent.RemoveAll(spoken => spoken.Stream == stream);
        recent.Insert(0, (stream, time));
        recent.RemoveRange(Math.Min(5, recent.Count), Math.Max(0, recent.Count - 5));
        inARow = isSame ? inARow + 1 : 1;
        stepped = isSame ? Math.Max(stepped, Step(stepped, before, reached)) : Watermark;
        long agreed = recent.Count > 1 ? recent.Select(spoken => spoken.Time).Order().ElementAt((recent.Count - 1) / 2) : reached;
        standing = agreed > Watermark ? 0 : standing + 1;
        if (inARow > Math.Min(streams, 1024))
        {
            agreed = Math.Max(agreed, stepped);
        }

        if (standing > 2L * streams && before >= Watermark)
        {
            agreed = Math.Max(agreed, Step(Watermark, before, reached));
        }

        Watermark = Math.Max(Watermark, agreed);
        stepped = Math.Max(stepped, Watermark);
    }

    private static long Step(long time, long before, long reached) => Math.Min(before, unchecked(time + (reached - before)));
}
