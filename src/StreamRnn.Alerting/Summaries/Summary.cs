using System.Numerics;

namespace StreamRnn.Alerting.Summaries;

/// <summary>An open summary as it stands. Immutable.</summary>
internal sealed record Summary
{
    /// <summary>Incidents that a change lists at most: what people read, and a record of some 10 KiB.</summary>
    public const int MaxListed = 50;

    public required SummaryKind Kind { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Definition { get; init; }

    public required Exceedance Opening { get; init; }

    public required int Sequence { get; init; }

    /// <summary>The virtual time of the last change, Unix milliseconds.</summary>
    public required long ToldAt { get; init; }

    public required int Incidents { get; init; }

    /// <summary>Those that the last change knew of.</summary>
    public required int ToldIncidents { get; init; }

    /// <summary>The most incidents that were open at once, as changes told them.</summary>
    public required int MaxOpen { get; init; }

    public required double PeakScore { get; init; }

    /// <summary>The one that the last change told.</summary>
    public required double ToldPeakScore { get; init; }

    public required int SeverityCap { get; init; }

    /// <summary>Whether there is more to say than the last change said.</summary>
    public bool HasNews => Incidents > ToldIncidents || PeakScore > ToldPeakScore;

    public static Summary Open(SummaryKind kind, string name, string definition, Exceedance opening, int severityCap, long now) => new()
    {
        Kind = kind,
        Id = IdOf(kind, name, definition, opening),
        Name = name,
        Definition = definition,
        Opening = opening,
        Sequence = -1,
        ToldAt = now,
        Incidents = 0,
        ToldIncidents = 0,
        MaxOpen = 0,
        PeakScore = opening.Score,
        ToldPeakScore = opening.Score,
        SeverityCap = severityCap,
    };

    public static string IdOf(SummaryKind kind, string name, string definition, Exceedance opening) => IncidentId.Of($"{kind}\n{definition}\n{name}", opening);

    /// <summary>One more incident.</summary>
    public Summary With(IncidentChange opening) => With(opening.PeakScore, opening.SeverityCap) with { Incidents = Incidents + 1 };

    /// <summary>An incident of it as it goes on.</summary>
    public Summary With(double peakScore, int severityCap) => this with { PeakScore = Math.Max(PeakScore, peakScore), SeverityCap = Math.Max(SeverityCap, severityCap) };

    /// <summary>Tells it as it stands. Its severity is one rank higher where twice as many incidents as <paramref name="usual"/> were open at once, two where four times as many were.</summary>
    public (Summary Told, SummaryChange Change) Tell(IncidentState state, IEnumerable<FoldedIncident> listed, int openIncidents, int usual, long time, long now)
    {
        Summary told = this with { Sequence = Sequence + 1, ToldAt = now, ToldIncidents = Incidents, ToldPeakScore = PeakScore, MaxOpen = Math.Max(MaxOpen, openIncidents) };
        FoldedIncident[] all = [.. listed];
        return (told, new SummaryChange
        {
            Kind = Kind,
            Id = Id,
            Name = Name,
            Definition = Definition,
            State = state,
            Sequence = told.Sequence,
            Opening = Opening,
            Time = time,
            Incidents = Incidents,
            OpenIncidents = openIncidents,
            Listed = [.. all.Take(MaxListed)],
            NotListed = Math.Max(0, all.Length - MaxListed),
            PeakScore = PeakScore,
            SeverityCap = SeverityCap,
            SeverityRise = BitOperations.Log2((uint)Math.Max(1, told.MaxOpen / usual)),
        });
    }
}
