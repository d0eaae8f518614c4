using System.Collections.Immutable;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Snapshots;
using StreamRnn.Core.Streams;

namespace StreamRnn.Alerting;

/// <summary>Goes over the state of a lane's windows, to hash, save or restore it. An incident is kept as it is, not as the exceedances that led to it.</summary>
internal static class WindowsWalk
{
    /// <summary>The state as it is to go on: the same, unless the walk restores.</summary>
    /// <exception cref="InvalidSnapshotException">What was saved can't be a pipeline's.</exception>
    public static WindowsState Over(StateWalk walk, WindowsState state)
    {
        ArgumentNullException.ThrowIfNull(walk);
        long watermark = walk.Next(state.Watermark);
        long openings = walk.Next(state.Openings);
        int count = walk.Next(state.Open.Length, 0, int.MaxValue);
        var open = ImmutableArray.CreateBuilder<Incident>();
        var streams = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            Incident incident = Over(walk, i < state.Open.Length ? state.Open[i] : null);
            Require(streams.Add(incident.Opening.Stream), $"two incidents of stream \"{incident.Opening.Stream}\" are open");
            open.Add(incident);
        }

        Require(watermark != long.MinValue || count == 0, "incidents are open before the first event");
        return new WindowsState { Watermark = watermark, Openings = openings, Open = open.ToImmutable() };
    }

    private static Incident Over(StateWalk walk, Incident? incident)
    {
        Exceedance opening = Over(walk, incident?.Opening);
        Exceedance last = Over(walk, incident?.Last);
        Require(opening.Stream == last.Stream, "an incident is of two streams");
        return new Incident
        {
            Id = incident?.Id ?? IncidentId.Of(opening),
            Opening = opening,
            Last = last,
            PeakScore = walk.Next(incident?.PeakScore ?? 0),
            ExceedanceCount = walk.Next(incident?.ExceedanceCount ?? 0, 1, int.MaxValue),
            Sequence = walk.Next(incident?.Sequence ?? 0, 0, int.MaxValue),
            ChangedAt = Moment(walk, incident?.ChangedAt ?? 0),
            CameAt = Moment(walk, incident?.CameAt ?? 0),
            OpeningOrder = walk.Next(incident?.OpeningOrder ?? 0),
        };
    }

    private static Exceedance Over(StateWalk walk, Exceedance? exceedance)
    {
        var next = new Exceedance
        {
            Stream = walk.Text(exceedance?.Stream),
            Topic = walk.Text(exceedance?.Topic),
            Partition = walk.Next(exceedance?.Partition ?? 0, 0, int.MaxValue),
            Offset = walk.Next(exceedance?.Offset ?? 0),
            Time = walk.Next(exceedance?.Time ?? 0),
            Actual = Numbers(walk, exceedance?.Actual),
            Expected = Numbers(walk, exceedance?.Expected),
            Lower = Numbers(walk, exceedance?.Lower),
            Upper = Numbers(walk, exceedance?.Upper),
            Attribution = Numbers(walk, exceedance?.Attribution),
            Score = walk.Next(exceedance?.Score ?? 0),
            RawScore = walk.Next(exceedance?.RawScore ?? 0),

            // Its last bits are those of a machine's own logarithm.
            Surprisal = walk.NextTold(exceedance?.Surprisal ?? 0),
            Confidence = walk.Next(exceedance?.Confidence ?? 0),
            LeadingEvidence = (Evidence)walk.Next((int)(exceedance?.LeadingEvidence ?? default), 0, (int)Enum.GetValues<Evidence>().Max()),
            LeadingFeature = walk.Next(exceedance?.LeadingFeature ?? 0, 0, LaneOptions.MaxFeatures - 1),
            Direction = walk.Next(exceedance?.Direction ?? 0, -1, 1),
            Overshoot = walk.Next(exceedance?.Overshoot ?? 0),
        };
        ImmutableArray<double>[] perFeature = [next.Actual, next.Expected, next.Lower, next.Upper, next.Attribution];
        Require(perFeature.All(numbers => numbers.Length == next.Actual.Length && numbers.Length > next.LeadingFeature), "an exceedance's features are not all there");
        return next;
    }

    /// <summary>A moment of the virtual clock.</summary>
    private static long Moment(StateWalk walk, long time)
    {
        long next = walk.Next(time);
        Require(next == LaneClock.Clamp(next), "a moment lies outside the years 1 to 9999");
        return next;
    }

    private static ImmutableArray<double> Numbers(StateWalk walk, ImmutableArray<double>? numbers) =>
        ImmutableArray.Create<double>(walk.Numbers(numbers is { } known ? known.AsSpan() : [], LaneOptions.MaxFeatures));

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidSnapshotException(otherwise);
        }
    }
}
