using System.Numerics;
using System.Runtime.CompilerServices;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Streams;

/// <summary>A view of one stream's row: its bytes by their names.</summary>
internal readonly unsafe ref struct StreamRow
{
    private readonly RowLayout layout;

    public StreamRow(RowLayout layout, byte* address)
    {
        this.layout = layout;
        Address = address;
    }

    /// <summary>Where it begins; forecasters find their own parts from there.</summary>
    public byte* Address { get; }

    public ref RowHeader Header => ref *(RowHeader*)Address;

    /// <summary>The dense score of a row; see <see cref="DenseScore{TReal}"/>.</summary>
    public double ObserveDense(double lasting, double sharp)
    {
        byte* state = Address + layout.DenseScoreOffset;
        return layout.IsRich ? ((DenseScore<double>*)state)->Observe(lasting, sharp) : ((DenseScore<float>*)state)->Observe(lasting, sharp);
    }

    /// <summary>The alarms of a row; see <see cref="AlarmScore{TReal}"/>.</summary>
    public (double Ranges, double Sharp) ObserveAlarm(double rangeEvidence, double sharp)
    {
        byte* state = Address + layout.AlarmScoreOffset;
        return layout.IsRich ? ((AlarmScore<double>*)state)->Observe(rangeEvidence, sharp) : ((AlarmScore<float>*)state)->Observe(rangeEvidence, sharp);
    }

    /// <summary>What is believed of a row's alarm, and whether it crosses the counted one; see <see cref="AlarmDamping{TReal}"/>.</summary>
    public (double Believed, bool Crosses) ObserveDamping(double alarm, bool isBurst, double rowsPerDay)
    {
        byte* state = Address + layout.DampingOffset;
        return layout.IsRich ? Damp(ref *(AlarmDamping<double>*)state, alarm, isBurst, rowsPerDay) : Damp(ref *(AlarmDamping<float>*)state, alarm, isBurst, rowsPerDay);
    }

    /// <summary>Whether a row outdoes what was told in the last days; see <see cref="AlarmDamping{TReal}"/>.</summary>
    public bool ObserveTelling(double believed, bool isRare, double rowsPerDay)
    {
        byte* state = Address + layout.DampingOffset;
        return layout.IsRich
            ? ((AlarmDamping<double>*)state)->Outdoes(believed, isRare, rowsPerDay)
            : ((AlarmDamping<float>*)state)->Outdoes(believed, isRare, rowsPerDay);
    }

    /// <summary>The last event's values as they came, NaN where missing: <c>[features]</c>.</summary>
    public Span<double> LastValues => new(Address + layout.LastValuesOffset, layout.Features);

    /// <summary>What is known of a feature's forecast interval.</summary>
    public ref ForecastInterval Interval(int feature) => ref ((ForecastInterval*)(Address + layout.IntervalsOffset))[feature];

    /// <summary>Where a feature's readings end; only in rich memory.</summary>
    public ref ReadingLimits Limits(int feature) => ref ((ReadingLimits*)(Address + layout.LimitsOffset))[feature];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FeatureScorer Feature(int feature) =>
        new(in layout.Feature, new Span<byte>(Address + layout.FeaturesOffset + (feature * layout.Feature.Size), layout.Feature.Size));

    /// <summary>What a feature remembers of its own shapes; only in rich memory.</summary>
    public Span<byte> Pattern(int feature) => new(Address + layout.PatternOffset + (feature * layout.PatternSize), layout.PatternSize);

    private static (double Believed, bool Crosses) Damp<TReal>(ref AlarmDamping<TReal> damping, double alarm, bool isBurst, double rowsPerDay)
        where TReal : unmanaged, IBinaryFloatingPointIeee754<TReal>
    {
        double believed = damping.Observe(alarm, isBurst, rowsPerDay);
        return (believed, damping.Crosses(believed));
    }
}
