using System.Runtime.InteropServices;
using System.Security.Cryptography;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Engine;

namespace StreamRnn.Worker.Tests.Hosting;

/// <summary>A hash over all that a lane says of its events, in their order and to the last bit: what it says next depends on its whole state.</summary>
internal sealed class ScoreDigest : IEngineObserver, IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Events { get; private set; }

    public string Value => Convert.ToHexString(hash.GetCurrentHash());

    public void Scored(in SensorEvent sensorEvent, ScoredEvent scored)
    {
        Events++;
        hash.AppendData(sensorEvent.Key);
        ReadOnlySpan<double> numbers =
            [sensorEvent.Offset, sensorEvent.Time, scored.Score, scored.RawScore, scored.Alarm, scored.Forecast[0], scored.Lower[0], scored.Upper[0]];
        hash.AppendData(MemoryMarshal.AsBytes(numbers));
    }

    public void Changed(IncidentChange change)
    {
    }

    public void Dispose() => hash.Dispose();
}
