using System.Runtime.InteropServices;
using StreamRnn.Benchmarks.Peers;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Forecasting;
using StreamRnn.Core.Streams;

namespace StreamRnn.Benchmarks.Lanes;

/// <summary>
/// A lane under a load of its own making: established streams, keys made in place, values from a short table, so that the
/// lane is what is measured. Up to 64 streams come in turn, so that none is twice in a micro-batch; more come in random order.
/// </summary>
internal sealed class LaneLoad : IDisposable
{
    /// <summary>Streams that come in turn, at most: their rows stay in the caches next to the core.</summary>
    public const int HotStreams = 64;

    private readonly Lane lane;
    private readonly EventBatch batch = new(EventSource.BatchLength, 1);
    private readonly ScoredBatch scoredBatch = new(EventSource.BatchLength, 1);
    private readonly ScoredEvent scored = new(1);
    private readonly bool batched;
    private readonly EventSource events;

    /// <summary>Fills the lane: every stream has a past.</summary>
    public LaneLoad(string name, LaneOptions options, int streams, bool batched = true)
    {
        Name = name;
        Streams = streams;
        this.batched = batched;
        lane = new Lane(options with { Capacity = streams });
        events = new EventSource(streams);
        Establish();
    }

    /// <summary>Runs all code once, so that its own memory is there before a lane's is measured.</summary>
    public static void Exercise(LaneOptions options)
    {
        using var load = new LaneLoad("exercise", options, options.Capacity);
        load.Run(100_000);
    }

    public string Name { get; }

    public int Streams { get; }

    /// <summary>Optimiser steps taken so far.</summary>
    public long TrainingSteps => lane.Counters.TrainingSteps;

    /// <summary>What the lane said of the last batch.</summary>
    public ScoredBatch Scored => scoredBatch;

    /// <summary>Gives the lane at least this many events and returns the processor time of one, in nanoseconds.</summary>
    public double Run(int count)
    {
        double start = ThreadClock.Seconds();
        int given = 0;
        while (given < count)
        {
            given += batched ? GiveBatch() : GiveOne();
        }

        return (ThreadClock.Seconds() - start) / given * 1e9;
    }

    public void Dispose() => lane.Dispose();

    /// <summary>One event, alone.</summary>
    public int GiveOne()
    {
        lane.Process(events.Next(), scored);
        return 1;
    }

    /// <summary>A batch of events.</summary>
    public int GiveBatch()
    {
        events.Fill(batch);
        lane.Process(batch, scoredBatch);
        return batch.Count;
    }

    /// <summary>
    /// The first streams live through what makes a stream established; all others are seen once and then given the past of one of
    /// those. A million streams would otherwise take minutes, or be measured while they still collect their first values.
    /// </summary>
    private void Establish()
    {
        int models = Math.Min(Streams, HotStreams);
        foreach (EventSource.Position position in events.Past(models))
        {
            lane.Process(events.At(position), scored);
        }

        for (int stream = models; stream < Streams; stream++)
        {
            lane.Process(events.At(events.FirstOf(stream)), scored);
            Inherit(lane.Table, events.KeyOf(stream), events.KeyOf(stream % models), lane.Layout);
        }
    }

    private static unsafe void Inherit(StreamTable table, StreamKey heir, StreamKey model, RowLayout layout)
    {
        int from = table.Find(model);
        int to = table.Find(heir);
        new ReadOnlySpan<byte>(table.Row(from), layout.RowBytes)[RowHeader.SizeBytes..].CopyTo(new Span<byte>(table.Row(to), layout.RowBytes)[RowHeader.SizeBytes..]);
        if (!layout.IsRich)
        {
            // The sampler follows the model, not its heir.
            new ForecasterRow(layout.Forecasters[0], table.Row(to)).SampleMark = default;
        }

        table.Header(to).EventCount = table.Header(from).EventCount;
    }
}
