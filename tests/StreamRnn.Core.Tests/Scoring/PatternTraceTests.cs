using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>The pattern memory against the row-by-row traces of the prototype it follows.</summary>
/// <remarks>
/// The prototype lets a calibrator's threshold fall below 0; the calibrators here hold it at 0, so that a constant stream raises nothing. So the traces hold a twin
/// without that bound to their numbers, which settles what the formulas leave open, and the twin with it holds the part.
/// </remarks>
[Trait("Category", "Shared")]
public sealed class PatternTraceTests
{
    [Theory]
    [MemberData(nameof(TraceTests.Traces), MemberType = typeof(TraceTests))]
    public void Twin_OverATracedSeries_GivesTheTracesSumOfAAndZ(string name, string? nabFile)
    {
        Trace trace = Trace.Read(name, nabFile);
        (double A, double Z)[] twin = PatternTwin.Over(PatternLags.Small, trace["value"], double.NegativeInfinity);
        PatternTwin.AssertNear(trace["AZ"], [.. twin.Select(row => row.A + row.Z)]);
    }

    [Theory]
    [MemberData(nameof(TraceTests.Traces), MemberType = typeof(TraceTests))]
    public void Observe_OverATracedSeries_AgreesWithTheTwin(string name, string? nabFile)
    {
        Trace trace = Trace.Read(name, nabFile);
        (double A, double Z)[] twin = PatternTwin.Over(PatternLags.Small, trace["value"]);
        PatternMemory memory = PatternMemory.Create(PatternLags.Small);
        byte[] state = new byte[memory.StateBytes];
        PatternEvidence[] evidence = [.. trace["value"].Select(value => memory.Observe(state, value))];
        PatternTwin.AssertNear([.. twin.Select(row => row.A)], [.. evidence.Select(row => row.Distance)]);
        PatternTwin.AssertNear([.. twin.Select(row => row.Z)], [.. evidence.Select(row => row.RelativeDistance)]);
    }
}
