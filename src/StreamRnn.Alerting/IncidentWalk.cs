using System.Collections.Immutable;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Core.Snapshots;
using StreamRnn.Core.Streams;

namespace StreamRnn.Alerting;

/// <summary>Goes over incidents and exceedances, to hash, save or restore them.</summary>
internal static class IncidentWalk
{
    /// <summary>The longest quiet span that options allow.</summary>
    private static readonly TimeSpan maxQuiet = TimeSpan.FromDays(30);

    /// <summary>An incident, but for its <see cref="Incident.Change"/>, which has been told.</summary>
    /// <exception cref="InvalidSnapshotException">What was saved can't be an incident.</exception>
    public static Incident Over(StateWalk walk, Incident? incident)
    {
        Exceedance opening = Over(walk, incident?.Opening);
        Exceedance last = Over(walk, incident?.Last);
        if (opening.Stream != last.Stream)
        {
            throw new InvalidSnapshotException("an incident is of two streams");
        }

        return new Incident
        {
            Id = incident?.Id ?? IncidentId.Of(opening),
            Opening = opening,
            Last = last,
            PeakScore = walk.Next(incident?.PeakScore ?? 0),
            ExceedanceCount = walk.Next(incident?.ExceedanceCount ?? 0, 1, int.MaxValue),
            Sequence = walk.Next(incident?.Sequence ?? 0, 0, int.MaxValue),
            ChangedAt = walk.Moment(incident?.ChangedAt ?? 0),
            CameAt = walk.Moment(incident?.CameAt ?? 0),
            StampedAt = walk.Next(incident?.StampedAt ?? 0),
            OpeningOrder = walk.Next(incident?.OpeningOrder ?? 0),
            Quiet = walk.Span(incident?.Quiet ?? default, maxQuiet),
            Flaps = walk.Next(incident?.Flaps ?? 0, 0, int.MaxValue),
            Kinds = new ExceedanceKinds(walk.Next(incident?.Kinds.Evidence ?? 0), walk.Next(incident?.Kinds.Features ?? 0)),
            Muting = walk.Optional(incident?.Muting, static (walk, muting) => new Muting(walk.Text(muting?.Rule), walk.Next(muting?.Since ?? 0))),
            IsSilent = walk.Next(incident?.IsSilent ?? false),
            Folding = walk.Optional(incident?.Folding, static (walk, folding) => new Folding(walk.Choice(folding?.Kind ?? default), walk.Text(folding?.Into))),
            SeverityCap = walk.Next(incident?.SeverityCap ?? 0, 0, int.MaxValue),
            Resolution = walk.Choice(incident?.Resolution ?? default),
        };
    }

    /// <summary>An exceedance: what an alert says of one is added here.</summary>
    /// <exception cref="InvalidSnapshotException">What was saved can't be an exceedance.</exception>
    public static Exceedance Over(StateWalk walk, Exceedance? exceedance)
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
            LeadingEvidence = walk.Choice(exceedance?.LeadingEvidence ?? default),
            LeadingFeature = walk.Next(exceedance?.LeadingFeature ?? 0, 0, LaneOptions.MaxFeatures - 1),
            Direction = walk.Next(exceedance?.Direction ?? 0, -1, 1),
            Measure = walk.Next(exceedance?.Measure ?? 0),
            UsualMeasure = walk.Next(exceedance?.UsualMeasure ?? 0),
            SilentFor = walk.Span(exceedance?.SilentFor ?? default, TimeSpan.MaxValue),
        };
        ReadOnlySpan<int> perFeature = [next.Expected.Length, next.Lower.Length, next.Upper.Length, next.Attribution.Length];
        return next.Actual.Length > next.LeadingFeature && !perFeature.ContainsAnyExcept(next.Actual.Length)
            ? next
            : throw new InvalidSnapshotException("an exceedance's features are not all there");
    }

    private static ImmutableArray<double> Numbers(StateWalk walk, ImmutableArray<double>? numbers) =>
        ImmutableArray.Create<double>(walk.Numbers(numbers is { } known ? known.AsSpan() : [], LaneOptions.MaxFeatures));
}
