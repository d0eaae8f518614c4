using System.Numerics;
using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>A feature's level and its block evidence. All-zero bytes are fresh.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BlockState<TReal>
    where TReal : unmanaged, IBinaryFloatingPointIeee754<TReal>
{
    public ReadingLevel<TReal> Level;
    public BlockEvidence<TReal> Evidence;

    /// <summary>Whether the errors of the last twenty readings or so are three times as large as usual.</summary>
    public readonly bool IsDisturbed => Evidence.IsDisturbedAt(Level);

    /// <summary>Weighs a reading, which the level has taken in, then takes it in.</summary>
    /// <param name="value">v, relative to the origin.</param>
    /// <param name="profile">What was expected at its time of day, relative to the same.</param>
    /// <param name="time">Unix milliseconds.</param>
    /// <param name="hasClock">Whether there is a clock.</param>
    /// <param name="error">v less its forecast.</param>
    /// <param name="seen">Readings before.</param>
    /// <param name="origin">What values are relative to.</param>
    public BlockJudgement Judge(double value, ProfileValue profile, long time, bool hasClock, double error, int seen, double origin)
    {
        double usual = Evidence.UsualErrorAt(Level);
        var row = new BlockRow
        {
            Value = value,
            Expected = profile.Value,
            IsKnown = profile.IsKnown,
            Error = error,
            Time = time,
            HasClock = hasClock,
            Seen = seen,
        };
        BlockReading reading = Evidence.Observe(row, Level);
        double rowsPerDay = !hasClock ? DefaultRowsPerDay : Math.Clamp(seen * (double)DefaultRowsPerDay / Math.Max(1, Evidence.MinutesAt(time)), 1, MaxRowsPerDay);
        var judgement = new BlockJudgement
        {
            Alarm = reading.Alarm,
            Evidence = reading.Evidence,
            IsUnusual = reading.IsUnusual,
            Place = reading.Place,
            UsualError = usual,
            RowsPerDay = seen < BlockEvidence<TReal>.StartReadings ? 0 : rowsPerDay,
        };
        return reading.Alarm >= BlockJudgement.ToldFrom ? Evidence.Explain(judgement, row, Level, origin) : judgement;
    }

    /// <summary>Readings of a day where no clock says how many: one a minute.</summary>
    private const int DefaultRowsPerDay = 1440;

    private const double MaxRowsPerDay = 86_400_000;
}

/// <summary>What the block evidence of a feature comes to.</summary>
internal readonly record struct BlockJudgement()
{
    /// <summary>0 and above; a normal stream of one-minute readings reaches 1.1 about once a month.</summary>
    public double Alarm { get; init; }

    /// <summary>What it rests on.</summary>
    public Evidence Evidence { get; init; }

    /// <summary>Whether the reading is not to be learned from as others are.</summary>
    public bool IsUnusual { get; init; }

    /// <summary>Where the feature stands.</summary>
    public Place Place { get; init; }

    /// <summary>Mean magnitude of the forecasts' errors before.</summary>
    public double UsualError { get; init; }

    /// <summary>Readings of a day, as far as is known; 0 for the first hundred, of which nothing is said.</summary>
    public double RowsPerDay { get; init; }

    /// <summary>Of the range that was left, in the stream's units; this and the following where the alarm is not slight.</summary>
    public double Middle { get; init; } = double.NaN;

    /// <summary>How far that range reaches; NaN where the evidence has none of readings.</summary>
    public double Reach { get; init; } = double.NaN;

    /// <summary>See <see cref="Streams.ScoredEvent.Measure"/>.</summary>
    public double Measure { get; init; }

    /// <summary>See <see cref="Streams.ScoredEvent.UsualMeasure"/>.</summary>
    public double UsualMeasure { get; init; } = double.NaN;

    /// <summary>Alarms below it are not explained.</summary>
    public const double ToldFrom = 0.2;

    /// <summary>What x of patterns is divided by for the alarm: its tail is heavier than that of the other kinds.</summary>
    private const double PatternUnit = 12;

    /// <summary>Errors that a reading's must be, in multiples of the usual one, for a pattern to be said.</summary>
    private const double PatternGate = 5;

    /// <summary>Joins the evidence of patterns.</summary>
    /// <param name="exceeded">Its x.</param>
    /// <param name="forecast">The forecast.</param>
    /// <param name="error">The reading less that.</param>
    public BlockJudgement With(double exceeded, double forecast, double error)
    {
        double alarm = exceeded / PatternUnit;
        double reach = PatternGate * UsualError;
        return alarm <= Alarm || Math.Abs(error) < reach
            ? this
            : this with { Alarm = alarm, Evidence = Evidence.Pattern, Middle = forecast, Reach = reach, Measure = Math.Abs(error) / UsualError, UsualMeasure = PatternGate };
    }
}
