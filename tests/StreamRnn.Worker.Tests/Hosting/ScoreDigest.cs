using System.Runtime.InteropServices;
using System.Security.Cryptography;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Core.Tests.Streams;
using StreamRnn.Worker.Engine;

namespace StreamRnn.Worker.Tests.Hosting;

/// <summary>A hash over all that a lane says of its events, in their order and to the last bit.</summary>
internal sealed class ScoreDigest : IEngineObserver, IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Events { get; private set; }

    public string Value => Convert.ToHexString(hash.GetCurrentHash());

    public void Scored(in SensorEvent sensorEvent, ScoredEvent scored)
    {
        Events++;
        hash.AppendData(sensorEvent.Key);
        ReadOnlySpan<long> numbers = [sensorEvent.Offset, sensorEvent.Time, .. Said.Of(scored)];
        hash.AppendData(MemoryMarshal.AsBytes(numbers));
    }

    public void Changed(IncidentChange change)
    {
    }

    public void Dispose() => hash.Dispose();
}
