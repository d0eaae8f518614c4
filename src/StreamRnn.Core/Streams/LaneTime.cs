using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Streams;

/// <summary>
/// The event time that a lane has reached, as its streams agree on it: no stream alone can move it away from the others', however wrong its clock.
/// </summary>
/// <remarks>
/// <para>
/// It is the highest time that two of the three streams that spoke last have reached: the middle one of their last times. As long as only one
/// stream has ever spoken, it is that stream's own time, which two of its readings in a row have reached.
/// </para>
/// <para>
/// A stream that has spoken more often in a row than the lane has streams speaks for the lane: the others are slow or gone. It carries the time on
/// by its own steps, not to its own time, and never beyond where it was before the step, so that a clock that jumps carries nothing on. Only one
/// that has spoken <see cref="LongRun"/> times as often brings the lane to its own time.
/// </para>
/// <para>All of it is state of the lane, changed by one event at a time, whatever batch it came in. See docs/adr/0011.</para>
/// </remarks>
internal sealed class LaneTime
{
    private const int LongRun = 256;

    private Voice newest = new();
    private Voice second = new();
    private Voice third = new();

    /// <summary>Whether more than one stream has ever spoken.</summary>
    private bool several;

    /// <summary>How often in a row the newest voice has spoken; 0 before the first event.</summary>
    private long run;

    /// <summary>Where the newest voice would have carried the time since its run began.</summary>
    private long carried = long.MinValue;

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
        if (run > 0 && stream == newest.Stream)
        {
            newest.Time = time;
            run++;

            // The sum can only overflow where the time before the step lies below what is carried, and then it isn't taken.
            long carriedOn = run > (long)LongRun * streams ? reached : Math.Min(before, unchecked(carried + (reached - before)));
            carried = Math.Max(carried, carriedOn);
        }
        else
        {
            several = run > 0;
            Hear(stream, time);
            run = 1;
            carried = Watermark;
        }

        long told = several ? Middle(newest.Time, second.Time, third.Time) : reached;
        told = run > streams ? Math.Max(told, carried) : told;
        Watermark = Math.Max(Watermark, told);
        carried = Math.Max(carried, Watermark);
    }

    /// <summary>Adds all of it.</summary>
    public void AddTo(StateHash hash)
    {
        hash.Add(Watermark);
        hash.Add(carried);
        hash.Add(run);
        hash.Add(several ? 1L : 0);
        foreach (Voice voice in (ReadOnlySpan<Voice>)[newest, second, third])
        {
            hash.Add(voice.Stream.Low);
            hash.Add(voice.Stream.High);
            hash.Add(voice.Time);
        }
    }

    /// <summary>Puts a stream before the others, and lets go of the one that has been silent the longest.</summary>
    private void Hear(StreamKey stream, long time)
    {
        if (stream != second.Stream)
        {
            third = second;
        }

        second = newest;
        newest.Stream = stream;
        newest.Time = time;
    }

    private static long Middle(long a, long b, long c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    /// <summary>A stream and the time of its last event.</summary>
    private struct Voice()
    {
        public StreamKey Stream;

        /// <summary>Below all times until there is an event: the middle of two voices is then the lower one.</summary>
        public long Time = long.MinValue;
    }
}
