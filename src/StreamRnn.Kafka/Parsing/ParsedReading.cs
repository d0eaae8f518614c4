namespace StreamRnn.Kafka.Parsing;

/// <summary>What the parser read from one record. The caller owns one instance and hands it to every call, so that parsing allocates nothing.</summary>
public sealed class ParsedReading
{
    private readonly double[] values;

    /// <summary>Makes room for <paramref name="features"/> features, 1 and above.</summary>
    public ParsedReading(int features)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        values = new double[features];
        ValueStates = new FieldState[features];
    }

    /// <summary>The readings, <c>[features]</c>; NaN where one is absent or null. Valid until the next call, and only where it accepted.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>Event time, Unix milliseconds.</summary>
    public long Time { get; internal set; }

    /// <summary>Where a reject is about one feature: its index, else -1.</summary>
    public int RejectedFeature { get; internal set; } = -1;

    internal double[] WritableValues => values;

    internal FieldState[] ValueStates { get; }

    internal FieldState TimeState { get; set; }

    internal void Clear()
    {
        // A plain loop: with the usual one to four features the library's calls cost more than the work.
        FieldState[] states = ValueStates;
        for (int feature = 0; feature < states.Length; feature++)
        {
            values[feature] = double.NaN;
            states[feature] = FieldState.Absent;
        }

        TimeState = FieldState.Absent;
        Time = 0;
        RejectedFeature = -1;
    }
}
