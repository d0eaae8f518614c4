using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Streams;

/// <summary>
/// The event time that a lane has reached, as its streams agree on it: of the five that spoke last, two with wrong clocks can't move it.
/// </summary>
/// <remarks>
/// <para>
/// It is the highest median of the last times of the five streams that spoke last, the lower one where they are an even number. As long
/// as only one stream has ever spoken, it is that stream's own time, which two of its readings in a row have reached.
/// </para>
/// <para>
/// Where the median does not move on, the stream that speaks does: once it has spoken more often in a row than the lane has streams, the
/// others being slow or gone, or once the median has stood still for twice as many events, some clocks being stuck. It carries the time on by
/// its own steps, not to its own time, and never beyond where it was before the step, so that a clock that jumps carries nothing on. Only one that has
/// spoken <see cref="TakeoverFactor"/> times as often in a row, and <see cref="MinTakeover"/> times at least, brings the lane to its own time.
/// </para>
/// <para>All of it is state of the lane, changed by one event at a time, whatever batch it came in. See docs/adr/0011.</para>
/// </remarks>
internal sealed class LaneTime
{
    private const int Voices = 5;
    private const int TakeoverFactor = 256;
    private const int MinTakeover = 65_536;

    /// <summary>The most readings in a row that are waited for others: a lane may hold the rows of many streams that are gone.</summary>
    private const int MaxPatience = 1024;

    /// <summary>Events a stream for which the median may stand still: all of a fleet may bear the same time once, and twice where one is late.</summary>
    private const long StandingEventsPerStream = 2;

    /// <summary>The streams that spoke last, from the newest on, as a ring once all five have spoken: a stream that did not speak lately then takes the place of the oldest, and none moves.</summary>
    private readonly RecentStream[] recent = new RecentStream[Voices];

    /// <summary>How many of <see cref="recent"/> have spoken, 0 to 5.</summary>
    private int count;

    /// <summary>Where in <see cref="recent"/> the newest stands; 0 until all five have spoken.</summary>
    private int newest;

    /// <summary>How often in a row the newest stream has spoken; 0 before the first event.</summary>
    private long eventsInARow;

    /// <summary>Events since the median moved the watermark last.</summary>
    private long standing;

    /// <summary>The watermark, moved on by the newest stream's own steps since its run began.</summary>
    private long steppedTime = long.MinValue;

    /// <summary>Unix milliseconds, never falling; <see cref="long.MinValue"/> until two streams have spoken, or one twice.</summary>
    public long Watermark { get; private set; } = long.MinValue;

    /// <summary>Takes note of an event that was taken in.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="time">The event's time.</param>
    /// <param name="before">The time that the stream had reached before the event, <see cref="RowHeader.ReachedTime"/>.</param>
    /// <param name="reached">The time that it has reached with it.</param>
    /// <param name="streams">Streams that the lane holds.</param>
    public void Observe(StreamKey stream, long time, long before, long reached, int streams)
    {
        if (eventsInARow > 0 && stream == recent[newest].Stream)
        {
            recent[newest].Time = time;
            eventsInARow++;
            bool takesOver = eventsInARow > Math.Max(MinTakeover, (long)TakeoverFactor * streams);
            steppedTime = Math.Max(steppedTime, takesOver ? reached : Step(steppedTime, before, reached));
        }
        else
        {
            Promote(stream, time);
            eventsInARow = 1;
            steppedTime = Watermark;
        }

        long agreedTime = count > 1 ? LaterMedian() : reached;
        standing = agreedTime > Watermark ? 0 : standing + 1;
        if (eventsInARow > Math.Min(streams, MaxPatience))
        {
            agreedTime = Math.Max(agreedTime, steppedTime);
        }

        if (standing > StandingEventsPerStream * streams && before >= Watermark)
        {
            agreedTime = Math.Max(agreedTime, Step(Watermark, before, reached));
        }

        Watermark = Math.Max(Watermark, agreedTime);
        steppedTime = Math.Max(steppedTime, Watermark);
    }

    /// <summary>Goes over all of it, the streams from the newest on: where in the ring they stand is no part of the state.</summary>
    public void Walk(StateWalk walk)
    {
        Watermark = walk.Next(Watermark);
        steppedTime = walk.Next(steppedTime);
        eventsInARow = walk.Next(eventsInARow);
        standing = walk.Next(standing);
        count = walk.Next(count, 0, Voices);
        for (int place = 0; place < count; place++)
        {
            ref RecentStream spoken = ref recent[At(place)];
            spoken.Stream = new StreamKey(walk.Next(spoken.Stream.Low), walk.Next(spoken.Stream.High));
            spoken.Time = walk.Next(spoken.Time);
        }
    }

    /// <summary>A time moved on by a stream's step, not beyond where the stream was before it.</summary>
    /// <remarks>The sum can only overflow where the time before the step lies below <paramref name="time"/>, and then it isn't taken.</remarks>
    private static long Step(long time, long before, long reached) => Math.Min(before, unchecked(time + (reached - before)));

    /// <summary>Where the stream stands that spoke this many streams before the newest.</summary>
    private int At(int place) => newest + place < Voices ? newest + place : newest + place - Voices;

    /// <summary>Puts a stream before the others, and lets go of the one that has been silent the longest.</summary>
    private void Promote(StreamKey stream, long time)
    {
        int place = 0;
        while (place < count && recent[At(place)].Stream != stream)
        {
            place++;
        }

        if (place == Voices)
        {
            newest = newest == 0 ? Voices - 1 : newest - 1;
            place = 0;
        }

        count = Math.Max(count, place + 1);
        for (; place > 0; place--)
        {
            recent[At(place)] = recent[At(place - 1)];
        }

        recent[newest] = new RecentStream { Stream = stream, Time = time };
    }

    /// <summary>The median of the last times, the lower one of an even number, where it lies after the watermark; else the watermark.</summary>
    private long LaterMedian()
    {
        // Counting tells whether the median has moved on, which of most events it has not.
        int later = 0;
        foreach (ref readonly RecentStream spoken in recent.AsSpan(0, count))
        {
            later += spoken.Time > Watermark ? 1 : 0;
        }

        return later > count / 2 ? Median() : Watermark;
    }

    private long Median() => count == Voices
        ? MedianOf(recent[0].Time, recent[1].Time, recent[2].Time, recent[3].Time, recent[4].Time)
        : MedianOfFew();

    /// <summary>Of five, the middle one of the last, the larger of two pairs' smaller ones, and the smaller of their larger ones.</summary>
    private static long MedianOf(long first, long second, long third, long fourth, long fifth)
    {
        long low = Math.Max(Math.Min(first, second), Math.Min(third, fourth));
        long high = Math.Min(Math.Max(first, second), Math.Max(third, fourth));
        return Math.Max(Math.Min(low, high), Math.Min(fifth, Math.Max(low, high)));
    }

    private long MedianOfFew()
    {
        Span<long> sorted = stackalloc long[Voices];
        for (int place = 0; place < count; place++)
        {
            sorted[place] = recent[place].Time;
        }

        sorted[..count].Sort();
        return sorted[(count - 1) / 2];
    }

    /// <summary>A stream and the time of its last event.</summary>
    private struct RecentStream
    {
        public StreamKey Stream;

        public long Time;
    }
}
