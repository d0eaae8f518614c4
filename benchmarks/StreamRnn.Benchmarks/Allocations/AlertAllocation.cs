using System.Text;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Alerts;

namespace StreamRnn.Benchmarks.Allocations;

/// <summary>What is paid for each alert and never for an event: an incident from its opening to its end, and an alert's bytes.</summary>
internal static class AlertAllocation
{
    private const int Operations = 1_000;
    private const long Start = 1_769_860_800_000;

    public static void Measure(Dictionary<string, double> bytes)
    {
        var options = new IncidentOptions();

        // So far apart that none is taken for flapping, which would lengthen the quiet span.
        long apartMilliseconds = 10 * (long)options.MaxQuiet.TotalMilliseconds;
        var changes = new List<IncidentChange>();
        using var pipeline = new IncidentPipeline(options, changes.Add);
        Exceedance template = Exceedance();
        long time = Start;
        bytes.Add("incident opened and resolved", AllocationMeter.BytesPerOperation(Operations, () =>
        {
            changes.Clear();
            pipeline.Advance(time);
            pipeline.Push(template with { Time = time, Offset = time });
            time += apartMilliseconds;
            pipeline.Advance(time);
        }));
        if (changes is not [{ State: IncidentState.Open } opened, { State: IncidentState.Resolve }])
        {
            throw new InvalidOperationException($"An exceedance and quiet gave {changes.Count} changes, not an opening and a resolve.");
        }

        var encoder = new AlertEncoder("/streamrnn", ["temperature"], "1.0.0-seed1");
        bytes.Add("alert encoded", AllocationMeter.BytesPerOperation(Operations, () => GC.KeepAlive(encoder.Encode(opened))));
    }

    private static Exceedance Exceedance()
    {
        byte[] key = "plant-7/pump-23"u8.ToArray();
        double[] values = [71.3];
        var scored = new ScoredEvent(1) { Score = 0.99, RawScore = 12.5, Confidence = 1 };
        scored.Attribution[0] = 1;
        return Alerting.Exceedance.From(
            new SensorEvent { Key = key, Time = Start, Values = values, Offset = 1 }, scored, Encoding.UTF8.GetString(key), "readings", 0);
    }
}
