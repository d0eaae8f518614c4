using StreamRnn.Worker.Fleet;

namespace StreamRnn.Worker.Evaluation.MadeFleets;

/// <summary>When an alarm on a made stream finds an anomaly, and when it is false.</summary>
internal sealed class StreamWindows
{
    /// <summary>How long after an anomaly's end an alarm still finds it, and how long a spike may wait for one.</summary>
    public static readonly TimeSpan FindsAfter = TimeSpan.FromMinutes(15);

    /// <summary>How long after an anomaly's end, or a disturbance's, an alarm may still be owed to it.</summary>
    public static readonly TimeSpan OwedAfter = TimeSpan.FromHours(1);

    /// <summary>Sets them for a stream of a fleet.</summary>
    public StreamWindows(MadeStream stream, FleetOptions fleet)
    {
        long owed = (long)OwedAfter.TotalMilliseconds;
        Finds = [.. stream.Anomalies.Select(FindsOf)];
        IEnumerable<AlarmWindow> touched = stream.Anomalies.Select(anomaly => new AlarmWindow(anomaly.Start, anomaly.End + owed));
        if (stream.Disturbance is { } disturbance)
        {
            touched = touched.Prepend(new AlarmWindow(disturbance.Start, disturbance.End + owed));
        }

        Touched = [.. touched.OrderBy(window => window.From)];
        From = fleet.StartMilliseconds + (long)fleet.AnomaliesFrom.TotalMilliseconds;
        Free = [.. FreeOf(fleet.EndMilliseconds)];
    }

    /// <summary>For each anomaly.</summary>
    public IReadOnlyList<AlarmWindow> Finds { get; }

    /// <summary>Those in which an alarm is not false: of anomalies and of what disturbed the stream, in the order of time.</summary>
    public IReadOnlyList<AlarmWindow> Touched { get; }

    /// <summary>From when on anomalies may begin, Unix milliseconds.</summary>
    public long From { get; }

    /// <summary>The time from then on that none of them touches, in order.</summary>
    public IReadOnlyList<AlarmWindow> Free { get; }

    /// <summary>Whether an incident told of from one time to another is false.</summary>
    public bool IsFalse(long from, long to) => !Touched.Any(window => from <= window.To && to >= window.From);

    /// <summary>
    /// The probability that incidents like these would find an anomaly that isn't there: the share of all places in the free time where the window holds one of the
    /// <paramref name="alarms"/>. Not a number where it fits nowhere.
    /// </summary>
    /// <param name="find">The anomaly's window, whose length counts.</param>
    /// <param name="alarms">Unix milliseconds, in order.</param>
    public double ChanceOf(AlarmWindow find, IReadOnlyList<long> alarms)
    {
        long length = find.To - find.From;
        double places = 0;
        double hits = 0;
        foreach (AlarmWindow free in Free.Where(free => free.To - free.From >= length))
        {
            long last = free.To - length;
            places += last - free.From + 1;
            long covered = free.From;
            foreach (long alarm in alarms.Where(alarm => alarm >= free.From && alarm <= free.To))
            {
                // A window that begins from here to the alarm holds it.
                long first = Math.Max(covered, alarm - length);
                long beyond = Math.Min(alarm, last) + 1;
                hits += Math.Max(0, beyond - first);
                covered = Math.Max(covered, beyond);
            }
        }

        return places == 0 ? double.NaN : hits / places;
    }

    private static AlarmWindow FindsOf(MadeAnomaly anomaly) => new(
        anomaly.Start,
        anomaly.Kind is AnomalyKind.Silence or AnomalyKind.Stuck or AnomalyKind.Dropout ? anomaly.End : anomaly.End + (long)FindsAfter.TotalMilliseconds);

    private IEnumerable<AlarmWindow> FreeOf(long end)
    {
        long from = From;
        foreach (AlarmWindow window in Touched)
        {
            if (window.From > from)
            {
                yield return new AlarmWindow(from, window.From - 1);
            }

            from = Math.Max(from, window.To + 1);
        }

        if (end > from)
        {
            yield return new AlarmWindow(from, end - 1);
        }
    }
}

/// <summary>A span of time in which alarms count alike, both ends included, Unix milliseconds.</summary>
internal readonly record struct AlarmWindow(long From, long To)
{
    /// <summary>Whether an alarm falls into it.</summary>
    public bool Holds(long at) => at >= From && at <= To;
}
